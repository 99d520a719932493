using MamlEdge.Bundle;
using MamlEdge.Native.Calls;
using MamlEdge.Runtime;

namespace MamlEdge.Device.Tests.Native;

/// <summary>Checks, budgets, cancellation and the store of the C ABI.</summary>
public sealed class AbiGuardTests : IDisposable
{
    private const int Size = 56;
    private const int ReportSize = 64;
    private const ulong Untouched = 77;

    private static readonly long[] Shape = [5, 1];
    private static readonly float[] X = [-4, -2, 0, 2, 4];
    private static readonly float[] Y = Array.ConvertAll(X, at => 3 * MathF.Sin(at + 1));
    private static readonly byte[] Anna = Abi.Text("anna");

    private readonly TestFolder _folder = new();
    private readonly ulong _model = AbiHandles.Load(Repository.Sinusoid);

    public void Dispose()
    {
        Assert.Equal(Status.Ok, Abi.Free(_model));
        _folder.Dispose();
    }

    [Fact]
    public unsafe void The_structs_have_the_sizes_of_the_header()
    {
        Assert.Equal((Size, ReportSize, 32), (sizeof(AdaptationOptions), sizeof(Adaptation), sizeof(StoreOptions)));
        Assert.Equal((32, 40, 48), (Offset(nameof(AdaptationOptions.MaxMemoryBytes)), Offset(nameof(AdaptationOptions.DeadlineMs)), Offset(nameof(AdaptationOptions.Cancellation))));

        static int Offset(string field) => (int)System.Runtime.InteropServices.Marshal.OffsetOf<AdaptationOptions>(field);
    }

    [Fact]
    public void The_held_out_check_chooses_steps_as_the_library_does()
    {
        using var model = MetaModel.Load(Repository.Sinusoid);
        using var expected = model.Adapt(new Examples(X, Shape), new Examples(Y, Shape), new AdaptOptions { Steps = 4, HeldOutFolds = 5, SelectSteps = true });
        var personal = Adapted(new AdaptationOptions { Size = Size, Steps = 4, HeldOutFolds = 5, SelectSteps = 1 });
        Adaptation[] report = [new() { Size = ReportSize }];

        Assert.Equal(Status.Ok, Abi.Report(personal, report));
        Assert.Equal((expected.Report!.HeldOut!.BestSteps, 5, 0), (report[0].Steps, report[0].HeldOutFolds, report[0].DeadlineReached));
        Assert.Equal((Status.Ok, expected.Report.GuardReason), Abi.Reason(personal));
        Assert.Equal(Status.Ok, Abi.Free(personal));
    }

    [Fact]
    public void A_deadline_keeps_what_was_reached_and_the_report_says_so()
    {
        var personal = Adapted(new AdaptationOptions { Size = Size, Steps = 500_000_000, DeadlineMs = 100 });
        Adaptation[] report = [new() { Size = ReportSize }];

        Assert.Equal(Status.Ok, Abi.Report(personal, report));
        Assert.Equal(1, report[0].DeadlineReached);
        Assert.Contains("deadline", Abi.Reason(personal).Text, StringComparison.Ordinal);
        Assert.Equal(Status.Ok, Abi.Free(personal));
        Assert.Equal(Status.Ok, Abi.Free(Adapted(new AdaptationOptions { Size = Size, DeadlineMs = 1e300 })));
    }

    [Fact]
    public void Options_that_do_not_fit_are_refused()
    {
        Fails(Status.Input, "HeldOutFolds", new AdaptationOptions { Size = Size, HeldOutFolds = 1 });
        Fails(Status.Input, "SelectSteps", new AdaptationOptions { Size = Size, SelectSteps = 1 });
        Fails(Status.Input, "BalanceClasses", new AdaptationOptions { Size = Size, BalanceClasses = 1 });
        Fails(Status.Input, "MaxMemoryBytes", new AdaptationOptions { Size = Size, MaxMemoryBytes = 1 });
        Fails(Status.Input, "MaxMemoryBytes", new AdaptationOptions { Size = Size, MaxMemoryBytes = -1 });
        Fails(Status.InvalidArgument, "options.deadline_ms", new AdaptationOptions { Size = Size, DeadlineMs = -1 });
        Fails(Status.InvalidArgument, "options.deadline_ms", new AdaptationOptions { Size = Size, DeadlineMs = double.NaN });
        Fails(Status.InvalidHandle, "options.cancellation", new AdaptationOptions { Size = Size, Cancellation = _model });
        // An older caller's struct ends before the field.
        Assert.Equal(Status.Ok, Abi.Free(Adapted(new AdaptationOptions { Size = 16, HeldOutFolds = 1, Cancellation = _model })));
    }

    [Fact]
    public void An_adaptation_is_cancelled_from_another_thread()
    {
        var cancellation = Abi.Cancellation();
        var button = new Thread(() =>
        {
            Thread.Sleep(30);
            Assert.Equal(Status.Ok, Abi.Cancel(cancellation));
        });
        button.Start();

        Fails(Status.Cancelled, "", new AdaptationOptions { Size = Size, Steps = 500_000_000, Cancellation = cancellation });
        button.Join();
        Fails(Status.Cancelled, "", new AdaptationOptions { Size = Size, Cancellation = cancellation });
        Assert.Equal((Status.InvalidHandle, Status.Ok, Status.InvalidHandle), (Abi.Cancel(_model), Abi.Free(cancellation), Abi.Cancel(cancellation)));
    }

    [Fact]
    public void A_store_keeps_a_history_goes_back_and_forgets()
    {
        var store = Open(new byte[32]);
        var (once, twice) = (Adapted(new AdaptationOptions { Size = Size }), Adapted(new AdaptationOptions { Size = Size, Steps = 3 }));

        Assert.Equal((Status.Ok, 1), Abi.StoreSave(store, Anna, once));
        Assert.Equal((Status.Ok, 2), Abi.StoreSave(store, Anna, twice));
        Assert.Equal(Predict(twice), Restored(store));
        Assert.Equal((Status.Ok, 1), Abi.StoreRollback(store, Anna, 0));
        Assert.Equal(Predict(once), Restored(store));
        Assert.Equal((Status.Ok, 2), Abi.StoreRollback(store, Anna, 2));
        Assert.Equal((Status.Bundle, -1), Abi.StoreRollback(store, Anna, 9));
        Assert.Equal((Status.Ok, 1), Abi.StoreForget(store, Anna));
        Assert.Equal((Status.Ok, 0), Abi.StoreForget(store, Anna));
        Assert.Equal(Status.Bundle, Abi.StoreRestore(store, Anna, _model, [0]));
        Assert.All<ulong>([store, once, twice], handle => Assert.Equal(Status.Ok, Abi.Free(handle)));
        Assert.Equal((Status.InvalidHandle, -1), Abi.StoreForget(store, Anna));
        Assert.Equal(Status.Bundle, Abi.StoreOpen(Abi.Text(_folder["people"]), null, [0]));
    }

    [Fact]
    public void A_model_is_saved_after_the_one_that_it_was_adapted_from_and_after_no_other()
    {
        var store = Open(null);
        var (first, second) = (Adapted(new AdaptationOptions { Size = Size }), Adapted(new AdaptationOptions { Size = Size, Steps = 3 }));

        Assert.Equal((Status.Changed, -1), Abi.StoreSaveAfter(store, Anna, first, second));
        Assert.Equal((Status.Ok, 1), Abi.StoreSaveAfter(store, Anna, 0, first));
        Assert.Equal((Status.Changed, -1), Abi.StoreSaveAfter(store, Anna, 0, second));
        Assert.Contains("'anna': expected the model", Abi.Error(), StringComparison.Ordinal);
        Assert.Equal((Status.Ok, 2), Abi.StoreSaveAfter(store, Anna, first, second));
        Assert.Equal((Status.Changed, -1), Abi.StoreSaveAfter(store, Anna, first, second));
        Assert.Equal(Predict(second), Restored(store));
        Assert.Equal((Status.InvalidHandle, -1), Abi.StoreSaveAfter(store, Anna, _model, second));
        Assert.All<ulong>([store, first, second], handle => Assert.Equal(Status.Ok, Abi.Free(handle)));
    }

    [Fact]
    public void A_store_refuses_wrong_arguments()
    {
        var path = Abi.Text(_folder["people"]);
        ulong[] store = [Untouched];
        Assert.Equal(Status.Bundle, Abi.StoreOpen(path, null, store, mustExist: 1));
        Assert.Equal(Status.InvalidArgument, Abi.StoreOpen(path, null, store, size: 3));
        Assert.Equal(Status.InvalidArgument, Abi.StoreOpen(path, null, store, retain: -1));
        Assert.Equal(Status.InvalidArgument, Abi.StoreOpen(null, null, store));
        Assert.Equal(Status.InvalidArgument, Abi.StoreOpen(path, null, null));
        Assert.Equal(Status.Bundle, Abi.StoreOpen(path, new byte[31], store));
        Assert.Equal(Untouched, store[0]);
        var open = Open(null);
        Assert.Equal(Status.InvalidArgument, Abi.StoreForget(open, null).Status);
        Assert.Equal(Status.InvalidHandle, Abi.StoreSave(open, Anna, _model).Status);
        Assert.Equal(Status.InvalidHandle, Abi.StoreSave(_model, Anna, _model).Status);
        Assert.Equal(Status.Ok, Abi.Free(open));
    }

    private ulong Open(byte[]? key)
    {
        ulong[] store = [0];
        Assert.Equal(Status.Ok, Abi.StoreOpen(Abi.Text(_folder["people"]), key, store));
        return store[0];
    }

    private float[] Restored(ulong store)
    {
        ulong[] personal = [0];
        Assert.Equal(Status.Ok, Abi.StoreRestore(store, Anna, _model, personal));
        var y = Predict(personal[0]);
        Assert.Equal(Status.Ok, Abi.Free(personal[0]));
        return y;
    }

    private static float[] Predict(ulong handle)
    {
        var y = new float[5];
        Assert.Equal(Status.Ok, Abi.Predict(handle, X, 5, Shape, 2, y, 5));
        return y;
    }

    private ulong Adapted(AdaptationOptions options)
    {
        ulong[] personal = [0];
        Assert.Equal(Status.Ok, Abi.AdaptTargets(_model, 0, X, 5, Shape, 2, Y, 5, Shape, 2, options, personal));
        return personal[0];
    }

    private void Fails(Status expected, string message, AdaptationOptions options)
    {
        ulong[] personal = [Untouched];
        Assert.Equal((expected, Untouched), (Abi.AdaptTargets(_model, 0, X, 5, Shape, 2, Y, 5, Shape, 2, options, personal), personal[0]));
        Assert.Contains(message, Abi.Error(), StringComparison.Ordinal);
    }
}
