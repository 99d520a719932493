using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MamlEdge.Bundle;
using MamlEdge.Native.Calls;
using MamlEdge.Runtime;
using MamlEdge.Runtime.Tests;

namespace MamlEdge.Device.Tests.Native;

/// <summary>What the C ABI does with arguments that are right.</summary>
public sealed partial class AbiTests : IDisposable
{
    private static readonly long[] Shape = [5, 1];
    private static readonly float[] X = [-4, -2, 0, 2, 4];
    private static readonly float[] Y = [2, -1, 0.5f, 3, 1];

    private readonly TestFolder _folder = new();
    private readonly ulong _model = AbiHandles.Load(Repository.Sinusoid);

    public void Dispose()
    {
        Assert.Equal(Status.Ok, Abi.Free(_model));
        _folder.Dispose();
    }

    [Fact]
    public void It_predicts_and_adapts_as_the_library_does()
    {
        using var model = MetaModel.Load(Repository.Sinusoid);
        using var personal = model.Adapt(new Examples(X, Shape), new Examples(Y, Shape), new AdaptOptions { Steps = 3 });
        var adapted = Adapt(0, steps: 3);

        Assert.Equal(model.Predict(new Examples(X, Shape)).Values, Predict(_model));
        Assert.Equal(personal.Predict(new Examples(X, Shape)).Values, Predict(adapted));
        Abi.Free(adapted);
    }

    [Fact]
    public void A_classifier_adapts_to_labels()
    {
        using var model = MetaModel.Load(Repository.Omniglot);
        long[] shape = [5, 1, 28, 28], labels = [0, 1, 2, 3, 4];
        var x = SampleFiles.Drawing(5);
        using var personal = model.Adapt(new Examples(x, shape), labels);
        var handle = AbiHandles.Load(Repository.Omniglot);
        ulong[] adapted = [0];
        nuint[] count = [0];

        Assert.Equal(Status.Ok, Abi.AdaptLabels(handle, 0, x, 3920, shape, 4, labels, 5, null, adapted));
        Assert.Equal(Status.Ok, Abi.OutputCount(adapted[0], shape, 4, count));
        var y = new float[count[0]];
        Assert.Equal(Status.Ok, Abi.Predict(adapted[0], x, 3920, shape, 4, y, count[0]));

        Assert.Equal(personal.Predict(new Examples(x, shape)).Values, y);
        Assert.Equal((Status.Ok, Status.Ok), (Abi.Free(handle), Abi.Free(adapted[0])));
    }

    [Fact]
    public void A_saved_model_is_restored_and_learns_on()
    {
        var path = Abi.Text(_folder["anna-ä-中.state"]);
        var adapted = Adapt(0);
        ulong[] restored = [0];

        Assert.Equal(Status.Ok, Abi.Save(adapted, path));
        Assert.Equal(Status.Ok, Abi.Restore(_model, path, restored));
        Assert.Equal(Predict(adapted), Predict(restored[0]));
        var further = Adapt(restored[0]);

        Assert.Equal((-1, 1, 2), (Report(restored[0]).Guard, Report(adapted).Steps, Report(further).Steps));
        Assert.Equal(Report(adapted).LossAfter, Report(restored[0]).LossAfter);
        Assert.Equal(Report(adapted).LossAfter, Report(further).LossBefore, 1e-5f);
        Assert.True(Report(adapted) is { Guard: 0, Milliseconds: > 0 } report && report.LossAfter < report.LossBefore);
        Assert.All<ulong>([adapted, restored[0], further], handle => Assert.Equal(Status.Ok, Abi.Free(handle)));
    }

    [Fact]
    public void The_manifest_is_the_json_of_the_bundle_in_as_many_bytes_as_there_are()
    {
        nuint[] needed = [0];
        Assert.Equal(Status.Ok, Abi.Manifest(_model, null, 0, needed));
        var buffer = new byte[needed[0]];
        Assert.Equal(Status.Ok, Abi.Manifest(_model, buffer, needed[0], needed));

        Assert.Equal(0, buffer[^1]);
        Assert.Equal("sinusoid-mlp", JsonDocument.Parse(buffer.AsMemory(0, buffer.Length - 1)).RootElement.GetProperty("name").GetString());
        Assert.Equal(Manifest.Parse(File.ReadAllBytes(Path.Combine(Repository.Sinusoid, "manifest.json"))).ToJson(), buffer[..^1]);
    }

    [Theory]
    [InlineData(0, ExecutionTarget.Cpu)]
    [InlineData(2, ExecutionTarget.Auto)]
    public void It_says_where_a_bundle_runs_and_why_as_the_library_does(int target, ExecutionTarget asked)
    {
        using var model = MetaModel.Load(Repository.Sinusoid, new RuntimeOptions { Target = asked });
        ulong[] handle = [0];
        Assert.Equal(Status.Ok, Abi.Load(Abi.Text(Repository.Sinusoid), new LoadOptions { Size = 24, Target = target }, handle));
        nuint[] needed = [0];

        var expected = $"{model.Execution.Device}: {model.Execution.Reason}";
        Assert.Equal((Status.Ok, model.Execution.Target == ExecutionTarget.Cuda ? 1 : 0, expected), Abi.Execution(handle[0]));
        Assert.Equal((Status.Ok, expected[..9]), (Abi.Execution(handle[0], 10).Status, Abi.Execution(handle[0], 10).Text));
        Assert.Equal((Status.Ok, (nuint)Encoding.UTF8.GetByteCount(expected) + 1), (Abi.Execution(handle[0], null, 0, needed), needed[0]));
        Assert.Equal(Status.Ok, Abi.Free(handle[0]));
    }

    [Fact]
    public void A_report_says_where_the_adaptation_ran_to_callers_who_have_room_for_it()
    {
        var adapted = Adapt(0);
        ulong[] restored = [0];
        Assert.Equal(Status.Ok, Abi.Save(adapted, Abi.Text(_folder["s.state"])));
        Assert.Equal(Status.Ok, Abi.Restore(_model, Abi.Text(_folder["s.state"]), restored));

        Assert.Equal((0, -1, -7), (Target(adapted, 64), Target(restored[0], 64), Target(adapted, 56)));
        Assert.All<ulong>([adapted, restored[0]], handle => Assert.Equal(Status.Ok, Abi.Free(handle)));

        static int Target(ulong personal, nuint size)
        {
            Adaptation[] report = [new() { Size = size, Target = -7 }];
            Assert.Equal(Status.Ok, Abi.Report(personal, report));
            return report[0].Target;
        }
    }

    [Fact]
    public void A_prediction_allocates_nothing_once_its_shape_has_been_seen()
    {
        var adapted = Adapt(0);
        foreach (var handle in new[] { _model, adapted })
        {
            var y = new float[5];

            Assert.Equal(0, Allocations.Of(() => Abi.Predict(handle, X, 5, Shape, 2, y, 5)));
            Assert.Equal(Predict(handle), y);
        }

        Assert.Equal(Status.Ok, Abi.Free(adapted));
    }

    [Fact]
    public void A_message_is_cut_between_characters()
    {
        Assert.Equal(Status.Bundle, Abi.Load(Abi.Text(_folder["ÄÄÄ中中中"]), null, [0]));
        var (needed, whole) = Abi.LastError(4096);

        Assert.Equal(needed, (nuint)Encoding.UTF8.GetByteCount(whole) + 1);
        Assert.Equal(needed, Abi.LastError(0).Needed);
        for (var size = 1; size < (int)needed; size++)
        {
            var (_, text) = Abi.LastError(size);
            Assert.StartsWith(text, whole, StringComparison.Ordinal);
            Assert.InRange(Encoding.UTF8.GetByteCount(text), size - 3, size - 1);
        }
    }

    [Fact]
    public void The_header_declares_exactly_what_the_library_exports_under_its_version()
    {
        var header = File.ReadAllText(Repository.At("runtime", "MamlEdge.Native", "mamledge.h"));
        var exported = EntryPoint().Matches(string.Concat(Directory.GetFiles(Repository.At("runtime", "MamlEdge.Native"), "Exports*.cs").Select(File.ReadAllText))).Select(match => match.Groups[1].Value);
        var declared = Declaration().Matches(header).Select(match => match.Groups[1].Value);

        Assert.Equal(exported.Order(), declared.Order());
        Assert.Contains($"#define MAMLEDGE_ABI {Abi.Version()}\n", header, StringComparison.Ordinal);
        Assert.All(Enum.GetValues<Status>(), status => Assert.Contains($"  MAMLEDGE_{Constant(status)} = {(int)status},", header, StringComparison.Ordinal));
        Assert.All(Enum.GetValues<GuardDecision>(), guard => Assert.Contains($"  MAMLEDGE_GUARD_{Constant(guard)} = {(int)guard},", header, StringComparison.Ordinal));
    }

    private static string Constant(Enum value) => Words().Replace($"{value}", "_").ToUpperInvariant();

    [GeneratedRegex("EntryPoint = \"(mamledge_[a-z_]+)\"")]
    private static partial Regex EntryPoint();

    [GeneratedRegex(@"^(?:mamledge_status|const char \*|int32_t|size_t) ?(mamledge_[a-z_]+)\(", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Words();

    private static Adaptation Report(ulong personal)
    {
        Adaptation[] report = [new() { Size = 32 }];
        Assert.Equal(Status.Ok, Abi.Report(personal, report));
        return report[0];
    }

    private static float[] Predict(ulong handle)
    {
        var y = new float[5];
        Assert.Equal(Status.Ok, Abi.Predict(handle, X, 5, Shape, 2, y, 5));
        return y;
    }

    private ulong Adapt(ulong from, int steps = 0)
    {
        ulong[] personal = [0];
        Assert.Equal(Status.Ok, Abi.AdaptTargets(_model, from, X, 5, Shape, 2, Y, 5, Shape, 2, new AdaptationOptions { Size = 16, Steps = steps }, personal));
        return personal[0];
    }
}
