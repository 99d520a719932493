using MamlEdge.Native.Calls;

namespace MamlEdge.Device.Tests.Native;

/// <summary>What the C ABI does with arguments that are wrong: a status and a message, never a crash, and nothing written.</summary>
public sealed class AbiMisuseTests : IDisposable
{
    private const ulong Untouched = 77;

    private static readonly long[] Shape = [5, 1];
    private static readonly float[] X = [-4, -2, 0, 2, 4];

    private readonly TestFolder _folder = new();
    private readonly ulong _model = AbiHandles.Load(Repository.Sinusoid);
    private readonly ulong _personal;

    public AbiMisuseTests()
    {
        ulong[] personal = [0];
        Assert.Equal(Status.Ok, Abi.AdaptTargets(_model, 0, X, 5, Shape, 2, X, 5, Shape, 2, null, personal));
        _personal = personal[0];
    }

    public void Dispose()
    {
        Assert.Equal((Status.Ok, Status.Ok), (Abi.Free(_model), Abi.Free(_personal)));
        _folder.Dispose();
    }

    [Fact]
    public void Load_refuses_what_is_no_path_no_bundle_or_no_option()
    {
        var path = Abi.Text(Repository.Sinusoid);
        Fails(Status.InvalidArgument, "path", handle => Abi.Load(null, null, handle));
        Fails(Status.InvalidArgument, "path", handle => Abi.Load([0], null, handle));
        Fails(Status.InvalidArgument, "path: expected UTF-8", handle => Abi.Load([0xC3, 0x28, 0], null, handle));
        Fails(Status.InvalidArgument, "model", _ => Abi.Load(path, null, null));
        Fails(Status.Bundle, "nothing there", handle => Abi.Load(Abi.Text(_folder["none"]), null, handle));
        Fails(Status.Bundle, "manifest.json", handle => Abi.Load(Abi.Text(_folder.Path), null, handle));
        Fails(Status.InvalidArgument, "options: expected its size", handle => Abi.Load(path, new LoadOptions(), handle));
        Fails(Status.InvalidArgument, "options: expected its size", handle => Abi.Load(path, new LoadOptions { Size = nuint.MaxValue }, handle));
        Fails(Status.InvalidArgument, "options.target", handle => Abi.Load(path, new LoadOptions { Size = 24, Target = 9 }, handle));
        Fails(Status.InvalidArgument, "options.threads", handle => Abi.Load(path, new LoadOptions { Size = 24, Threads = -2 }, handle));
        Fails(Status.InvalidArgument, "options.device_index", handle => Abi.Load(path, new LoadOptions { Size = 24, DeviceIndex = -1 }, handle));
    }

    [Fact]
    public void Options_of_an_older_caller_are_read_as_far_as_they_go()
    {
        ulong[] model = [0];
        Assert.Equal(Status.Ok, Abi.Load(Abi.Text(Repository.Sinusoid), new LoadOptions { Size = 12, Threads = -2, TrustFiles = 1 }, model));
        Assert.Equal(Status.Ok, Abi.Free(model[0]));

        Adaptation[] report = [new() { Size = 16, Milliseconds = -1, LossAfter = -1 }];
        Assert.Equal(Status.Ok, Abi.Report(_personal, report));
        Assert.True(report[0] is { Size: 16, Steps: 1, Milliseconds: -1, LossAfter: -1 });
    }

    [Fact]
    public void Every_function_refuses_a_handle_that_is_none_freed_or_of_the_other_kind()
    {
        var freed = AbiHandles.Load(Repository.Sinusoid);
        Assert.Equal(Status.Ok, Abi.Free(freed));
        var path = Abi.Text(_folder["s.state"]);
        Assert.All<ulong>([0, 1, ulong.MaxValue, freed, _model ^ (1ul << 32), _model + 1000], wrong =>
        {
            Fails(Status.InvalidHandle, "live handle", _ => Abi.Predict(wrong, X, 5, Shape, 2, new float[5], 5));
            Fails(Status.InvalidHandle, "live handle", _ => Abi.OutputCount(wrong, Shape, 2, [0]));
            Fails(Status.InvalidHandle, "live handle", _ => Abi.Manifest(wrong, null, 0, [0]));
            Fails(Status.InvalidHandle, "live handle", _ => Abi.Execution(wrong, null, 0, [0]));
            Fails(Status.InvalidHandle, "live handle", _ => Abi.Report(wrong, [new() { Size = 32 }]));
            Fails(Status.InvalidHandle, "live handle", _ => Abi.Save(wrong, path));
            Fails(Status.InvalidHandle, "live handle", handle => Abi.Restore(wrong, path, handle));
            Fails(Status.InvalidHandle, "live handle", handle => Abi.AdaptTargets(wrong, 0, X, 5, Shape, 2, X, 5, Shape, 2, null, handle));
            Fails(Status.InvalidHandle, "live handle", handle => Abi.AdaptLabels(wrong, 0, X, 5, Shape, 2, [0], 1, null, handle));
            if (wrong == 0)
                return;
            Fails(Status.InvalidHandle, "live handle", _ => Abi.Free(wrong));
            Fails(Status.InvalidHandle, "from", handle => Abi.AdaptTargets(_model, wrong, X, 5, Shape, 2, X, 5, Shape, 2, null, handle));
        });
        Fails(Status.InvalidHandle, "of a personal model", _ => Abi.Manifest(_personal, null, 0, [0]));
        Fails(Status.InvalidHandle, "of a personal model", _ => Abi.Execution(_personal, null, 0, [0]));
        Fails(Status.InvalidArgument, "needed", _ => Abi.Execution(_model, null, 0, null));
        Fails(Status.InvalidArgument, "buffer", _ => Abi.Execution(_model, null, 10, [0]));
        Fails(Status.InvalidHandle, "of a bundle", _ => Abi.Save(_model, path));
        Fails(Status.InvalidHandle, "of a bundle", _ => Abi.Report(_model, [new() { Size = 32 }]));
        Fails(Status.InvalidHandle, "of a personal model", handle => Abi.Restore(_personal, path, handle));
        Fails(Status.InvalidHandle, "of a personal model", handle => Abi.AdaptTargets(_personal, 0, X, 5, Shape, 2, X, 5, Shape, 2, null, handle));
        Fails(Status.InvalidHandle, "from", handle => Abi.AdaptTargets(_model, _model, X, 5, Shape, 2, X, 5, Shape, 2, null, handle));
        Assert.Equal(Status.Ok, Abi.Free(0));
    }

    [Fact]
    public void Predict_refuses_sizes_that_do_not_fit()
    {
        var y = new float[5];
        Fails(Status.InvalidArgument, "x: expected a pointer", _ => Abi.Predict(_personal, null, 5, Shape, 2, y, 5));
        Fails(Status.InvalidArgument, "y: expected a pointer", _ => Abi.Predict(_personal, X, 5, Shape, 2, null, 5));
        Fails(Status.InvalidArgument, "shape: expected a pointer", _ => Abi.Predict(_personal, X, 5, null, 2, y, 5));
        Fails(Status.InvalidArgument, "x: expected at most", _ => Abi.Predict(_personal, X, nuint.MaxValue, Shape, 2, y, 5));
        Fails(Status.InvalidArgument, "1 to 16 dimensions", _ => Abi.Predict(_personal, X, 5, Shape, 0, y, 5));
        Fails(Status.InvalidArgument, "1 to 16 dimensions", _ => Abi.Predict(_personal, X, 5, Shape, nuint.MaxValue, y, 5));
        Fails(Status.Input, "got 4", _ => Abi.Predict(_personal, X, 4, Shape, 2, y, 5));
        Fails(Status.Input, "room for 5", _ => Abi.Predict(_personal, X, 5, Shape, 2, y, 4));
        Fails(Status.Input, "shape [N, 1]", _ => Abi.Predict(_personal, X, 5, [1, 5], 2, y, 5));
        Fails(Status.Input, "shape", _ => Abi.Predict(_personal, X, 5, [-5, -1], 2, y, 5));
        Fails(Status.Input, "shape", _ => Abi.Predict(_personal, X, 5, [long.MaxValue, long.MaxValue], 2, y, 5));
        Fails(Status.Input, "finite", _ => Abi.Predict(_personal, [1, float.NaN, 1, 1, 1], 5, Shape, 2, y, 5));
        Fails(Status.Input, "at least one example", _ => Abi.Predict(_personal, null, 0, [0, 1], 2, null, 0));
        Fails(Status.InvalidArgument, "y_count", _ => Abi.OutputCount(_personal, Shape, 2, null));
        Assert.Equal(new float[5], y);
    }

    [Fact]
    public void Adapt_refuses_what_does_not_fit()
    {
        Fails(Status.InvalidArgument, "personal", _ => Abi.AdaptTargets(_model, 0, X, 5, Shape, 2, X, 5, Shape, 2, null, null));
        Fails(Status.InvalidArgument, "targets: expected a pointer", handle => Abi.AdaptTargets(_model, 0, X, 5, Shape, 2, null, 5, Shape, 2, null, handle));
        Fails(Status.InvalidArgument, "target_shape", handle => Abi.AdaptTargets(_model, 0, X, 5, Shape, 2, X, 5, null, 2, null, handle));
        Fails(Status.InvalidArgument, "labels: expected a pointer", handle => Abi.AdaptLabels(_model, 0, X, 5, Shape, 2, null, 5, null, handle));
        Fails(Status.InvalidArgument, "options", handle => Abi.AdaptTargets(_model, 0, X, 5, Shape, 2, X, 5, Shape, 2, new AdaptationOptions { Size = 3 }, handle));
        Fails(Status.Input, "targets", handle => Abi.AdaptTargets(_model, 0, X, 5, Shape, 2, X, 4, [4, 1], 2, null, handle));
        Fails(Status.Input, "give targets", handle => Abi.AdaptLabels(_model, 0, X, 5, Shape, 2, [0, 1, 0, 1, 0], 5, null, handle));
        Fails(Status.Input, "Steps", handle => Abi.AdaptTargets(_model, 0, X, 5, Shape, 2, X, 5, Shape, 2, new AdaptationOptions { Size = 16, Steps = -1 }, handle));
        Fails(Status.InvalidArgument, "report", _ => Abi.Report(_personal, null));
        Fails(Status.InvalidArgument, "report", _ => Abi.Report(_personal, [new()]));
    }

    [Fact]
    public void States_that_are_missing_damaged_or_of_another_bundle_are_refused()
    {
        var path = Abi.Text(_folder["s.state"]);
        Fails(Status.Bundle, "nothing there", handle => Abi.Restore(_model, path, handle));
        Assert.Equal(Status.Ok, Abi.Save(_personal, path));
        var other = AbiHandles.Load(Repository.Omniglot);
        Fails(Status.Bundle, "a state of bundle 'omniglot-5w1s'", handle => Abi.Restore(other, path, handle));
        Assert.Equal(Status.Ok, Abi.Free(other));
        var bytes = File.ReadAllBytes(_folder["s.state"]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(_folder["s.state"], bytes);
        Fails(Status.Bundle, "s.state", handle => Abi.Restore(_model, path, handle));
        Fails(Status.InvalidArgument, "path", handle => Abi.Restore(_model, null, handle));
        Fails(Status.InvalidArgument, "personal", _ => Abi.Restore(_model, path, null));
        Fails(Status.InvalidArgument, "path", _ => Abi.Save(_personal, null));
        Fails(Status.Bundle, "no/such", _ => Abi.Save(_personal, Abi.Text(_folder["no/such/folder"])));
    }

    [Fact]
    public void The_last_error_belongs_to_the_thread_and_outlasts_calls_that_succeed()
    {
        Fails(Status.InvalidHandle, "live handle", _ => Abi.Free(Untouched));
        var elsewhere = "not asked";
        var thread = new Thread(() => elsewhere = Abi.Error());
        thread.Start();
        thread.Join();
        Assert.Equal(Status.Ok, Abi.Free(0));

        Assert.Equal("", elsewhere);
        Assert.Contains("live handle", Abi.Error(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Freeing_a_handle_that_other_threads_use_ends_their_calls_well()
    {
        for (var round = 0; round < 20; round++)
        {
            ulong[] handle = [0];
            Assert.Equal(Status.Ok, Abi.AdaptTargets(_model, 0, X, 5, Shape, 2, X, 5, Shape, 2, null, handle));
            using var started = new CountdownEvent(4);
            var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                var y = new float[5];
                var status = Status.Ok;
                started.Signal();
                while (status == Status.Ok)
                    status = Abi.Predict(handle[0], X, 5, Shape, 2, y, 5);
                return status;
            })).ToArray();
            started.Wait();
            Assert.Equal(Status.Ok, Abi.Free(handle[0]));

            Assert.All(await Task.WhenAll(callers), status => Assert.Equal(Status.InvalidHandle, status));
        }
    }

    private static void Fails(Status expected, string message, Func<ulong[], Status> call)
    {
        ulong[] handle = [Untouched];
        Assert.Equal((expected, Untouched), (call(handle), handle[0]));
        Assert.Contains(message, Abi.Error(), StringComparison.Ordinal);
    }
}
