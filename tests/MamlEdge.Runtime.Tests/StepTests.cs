using MamlEdge.Bundle;
using MamlEdge.Exporter;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using Xunit;

namespace MamlEdge.Runtime.Tests;

/// <summary>How many inner steps a bundle of k can take: any number where a step is the same whatever was before it.</summary>
public sealed class StepTests : IDisposable
{
    private const int K = 5;
    private static readonly InnerLoopSpec Plain = new() { Loss = LossKind.Mse, Steps = K, LearningRate = 0.05 };
    private static readonly MlpSpec Net = new(3, [8], 2);
    private readonly TempFolder _temp = new();
    private readonly Examples _x = TestBundles.Examples(1, 6, 3), _t = TestBundles.Examples(2, 6, 2);

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(LearningRateSharing.Single, false)]
    [InlineData(LearningRateSharing.Single, true)]
    [InlineData(LearningRateSharing.PerElement, false)]
    public void Any_number_of_steps_gives_what_a_bundle_of_so_many_steps_gives(LearningRateSharing sharing, bool stepFunction)
    {
        var inner = Plain with { RateSharing = sharing, LearnRates = sharing != LearningRateSharing.Single };
        using var model = Export(inner, stepFunction: stepFunction);
        Assert.Equal((K, 1), (model.Manifest.Inner.Steps, model.Manifest.Inner.ContinueSteps));

        foreach (var steps in new[] { 1, 3, K + 2 })
        {
            using var whole = Export(inner with { Steps = steps }, $"{steps}");
            using var expected = whole.Adapt(_x, _t);

            using var personal = model.Adapt(_x, _t, new AdaptOptions { Steps = steps });
            using var first = model.Adapt(_x, _t, new AdaptOptions { Steps = 1 });
            using var further = steps == 1 ? first : model.Adapt(_x, _t, new AdaptOptions { Steps = steps - 1 }, from: first.State);

            AssertSame(expected, personal);
            Assert.Equal(steps, personal.Report!.Steps);
            Close.Assert(expected.Report!.Losses.ToArray(), personal.Report.Losses.ToArray(), 1e-6);
            AssertSame(expected, further);
            Assert.Equal(steps, further.State.Origin.Steps);
        }
    }

    [Fact]
    public void Statistics_and_class_rows_are_there_after_fewer_steps_than_k()
    {
        var support = new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 3, LearningRate = 0.2, SupportStatistics = true };
        var (x, labels) = (TestBundles.Examples(1, 3, 1, 16, 16), new long[] { 2, 0, 1 });
        foreach (var (name, spec, inner) in new (string, ModelSpec, InnerLoopSpec)[]
        {
            ("statistics", ExportedBundles.Conv with { Normalization = NormalizationKind.Support }, support),
            ("rows", ExportedBundles.Conv with { Normalization = NormalizationKind.Layer, AnyWays = true }, support with { SupportStatistics = false }),
        })
        {
            using var model = ExportedBundles.Load(_temp, spec, inner, name);
            using var whole = ExportedBundles.Load(_temp, spec, inner with { Steps = 2 }, name + "2");
            using var expected = whole.Adapt(x, labels);

            using var personal = model.Adapt(x, labels, new AdaptOptions { Steps = 2 });

            AssertSame(expected, personal, 1e-5);
            Close.Assert(expected.Predict(x).Values, personal.Predict(x).Values, 1e-4);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    public void The_held_out_check_compares_every_number_of_steps(int most)
    {
        using var model = Export(Plain);

        using var personal = model.Adapt(_x, _t, new AdaptOptions { Steps = most, HeldOutFolds = 10, SelectSteps = true });

        var found = personal.Report!.HeldOut!;
        var losses = new double[most + 1];
        for (var left = 0; left < 6; left++)
        {
            int[] rest = [.. Enumerable.Range(0, 6).Where(row => row != left)];
            for (var steps = 0; steps <= most; steps++)
            {
                using var adapted = steps == 0 ? null : model.Adapt(Rows(_x, rest), Rows(_t, rest), new AdaptOptions { Steps = steps, Guard = false });
                var y = (adapted is null ? model.Predict(_x) : adapted.Predict(_x)).Values.AsSpan(2 * left, 2);
                for (var o = 0; o < 2; o++)
                    losses[steps] += Math.Pow(y[o] - _t.Values.Span[(2 * left) + o], 2) / 12;
            }
        }

        Assert.Equal(Enumerable.Range(0, most + 1), found.Steps);
        Close.Assert(losses, [.. found.Losses.Select(loss => (float)loss)], 1e-5);
        Assert.Equal(losses.ToList().IndexOf(losses.Min()), found.BestSteps);
        Assert.Equal(found.BestSteps, personal.Report.Steps);
    }

    public static TheoryData<string> Remembering => ["momentum", "adam", "proximal", "rates", "parameters", "ridge", "refused"];

    [Theory]
    [MemberData(nameof(Remembering))]
    public void Where_a_step_depends_on_those_before_it_steps_are_multiples_of_k_and_the_error_says_why(string kind)
    {
        var (inner, reason) = kind switch
        {
            "momentum" => (Plain with { Momentum = 0.9 }, "momentum is carried"),
            "adam" => (Plain with { Adam = new() }, "Adam carries its moments"),
            "proximal" => (Plain with { Proximal = 0.1 }, "drawn back"),
            "rates" => (Plain with { RateSharing = LearningRateSharing.PerParameterAndStep, LearnRates = true }, "its own learning rates"),
            "parameters" => (Plain with { PerStep = ["layer1.bias"], Adapt = ["*weight"] }, "without single steps"),
            "ridge" => (Plain with { Ridge = new(0.01), Adapt = ["layer2.*"] }, "ridge regression"),
            _ => (Plain, "without single steps"),
        };
        using var model = ExportedBundles.Load(_temp, Net, inner, more: ExportedBundles.Contents(Net, inner) with { SingleSteps = kind == "refused" ? false : null });

        Assert.Null(model.Manifest.Inner.ContinueSteps);
        var error = Assert.Throws<InputException>(() => model.Adapt(_x, _t, new AdaptOptions { Steps = 7 }));
        Assert.Contains("a multiple of 5", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("Choose 5 or 10", error.Message, StringComparison.Ordinal);
        using var personal = model.Adapt(_x, _t, new AdaptOptions { Steps = 10, Guard = false });
        Assert.Equal(10, personal.Report!.Steps);
        using var selected = model.Adapt(_x, _t, new AdaptOptions { Steps = 10, HeldOutFolds = 3, SelectSteps = true });
        Assert.Equal([0, 5, 10], selected.Report!.HeldOut!.Steps);
        if (kind != "refused")
            Assert.Throws<ExporterException>(() => ExportedBundles.Load(_temp, Net, inner, "asked", ExportedBundles.Contents(Net, inner) with { SingleSteps = true }));
    }

    [Fact]
    public void Where_fixed_layers_would_be_computed_at_every_step_single_steps_are_there_when_asked_for()
    {
        var inner = new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 4, LearningRate = 0.2, Adapt = ["head.*"] };
        var contents = ExportedBundles.Contents(ExportedBundles.Conv, inner);
        using var model = ExportedBundles.Load(_temp, ExportedBundles.Conv, inner);
        using var single = ExportedBundles.Load(_temp, ExportedBundles.Conv, inner, "single", contents with { SingleSteps = true });
        var x = TestBundles.Examples(1, 5, 1, 16, 16);

        using var expected = model.Adapt(x, [0, 1, 2, 3, 4], new AdaptOptions { Steps = 8 });
        using var personal = single.Adapt(x, [0, 1, 2, 3, 4], new AdaptOptions { Steps = 8 });

        Assert.Equal((null, 1), (model.Manifest.Inner.ContinueSteps, single.Manifest.Inner.ContinueSteps));
        AssertSame(expected, personal, 1e-5);
    }

    [Fact]
    public void A_bundle_of_before_there_were_single_steps_works_as_it_did()
    {
        using var model = TestBundles.Load("har-personal");
        var shape = model.Manifest.Input.Shape.Select(d => d.Size ?? 10).ToArray();
        var (x, labels) = (TestBundles.Examples(1, shape), Enumerable.Range(0, 10).Select(i => (long)(i % 2)).ToArray());

        using var five = model.Adapt(x, labels);
        using var ten = model.Adapt(x, labels, new AdaptOptions { Steps = 10, HeldOutFolds = 5, SelectSteps = true, Guard = false });
        using var further = model.Adapt(x, labels, from: five.State);

        Assert.Equal((5, null), (model.Manifest.Inner.Steps, model.Manifest.Inner.ContinueSteps));
        Assert.Equal([0, 5, 10], ten.Report!.HeldOut!.Steps);
        Assert.Equal((5, 10), (five.Report!.Steps, further.State.Origin.Steps));
        Assert.Contains("Choose 5 or 10", Assert.Throws<InputException>(() => model.Adapt(x, labels, new AdaptOptions { Steps = 6 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deadline_keeps_the_single_steps_that_were_made()
    {
        var clock = new SteppedTime { Step = TimeSpan.FromMilliseconds(10) };
        Export(Plain).Dispose();
        using var model = MetaModel.Load(_temp["model"], new RuntimeOptions { Target = ExecutionTarget.Cpu, TimeProvider = clock });

        using var personal = model.Adapt(_x, _t, new AdaptOptions { Steps = 2_000_000, Deadline = TimeSpan.FromMilliseconds(200) });

        clock.Step = TimeSpan.Zero;
        Assert.True(personal.Report!.DeadlineReached);
        Assert.InRange(personal.Report.Steps, K + 1, K + 20);
        Assert.Equal(personal.Report.Steps + 1, personal.Report.Losses.Count);
        using var expected = model.Adapt(_x, _t, new AdaptOptions { Steps = personal.Report.Steps });
        Assert.Equal(expected.State["layer2.weight"].Data.ToArray(), personal.State["layer2.weight"].Data.ToArray());
    }

    private MetaModel Export(InnerLoopSpec inner, string name = "model", bool stepFunction = false) =>
        ExportedBundles.Load(_temp, Net, inner, name, ExportedBundles.Contents(Net, inner) with { StepFunction = stepFunction });

    private static void AssertSame(PersonalModel expected, PersonalModel actual, double tolerance = 1e-6)
    {
        foreach (var (name, tensor) in expected.State.Parameters)
            Close.Assert(tensor.AsFloats(), actual.State[name].AsFloats(), tolerance);
    }

    private static Examples Rows(Examples all, int[] rows)
    {
        var width = all.Values.Length / (int)all.Count;
        float[] values = [.. rows.SelectMany(row => all.Values.Slice(row * width, width).ToArray())];
        return new(values, [rows.Length, .. all.Shape[1..]]);
    }
}
