using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using Xunit;

namespace MamlEdge.Runtime.Tests;

/// <summary>The runtime on bundles as the exporter writes them: real nets, all inner loops.</summary>
public sealed class ExportedBundleTests : IDisposable
{
    private static readonly ConvNetSpec Conv = ExportedBundles.Conv;
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(NormalizationKind.Batch, Downsampling.Stride)]
    [InlineData(NormalizationKind.Instance, Downsampling.MaxPool)]
    public void A_convolutional_classifier_learns_its_support_set(NormalizationKind normalization, Downsampling downsampling)
    {
        var inner = new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 3, LearningRate = 0.4 };
        using var model = Export(Conv with { Normalization = normalization, Downsampling = downsampling }, inner);
        var x = TestBundles.Examples(1, 5, 1, 16, 16);

        using var personal = model.Adapt(x, [4, 0, 3, 1, 2], new AdaptOptions { Steps = 30 });

        Assert.Equal(GuardDecision.Accepted, personal.Report!.Guard);
        Assert.Equal([4, 0, 3, 1, 2], personal.Predict(x).Classes());
        Assert.Equal(31, personal.Report.Losses.Count);
        Close.Assert(model.Predict(x, personal.State).Values, personal.Predict(x).Values, 1e-5);
        Assert.True(Close.LargestDifference(model.Predict(x).Values, personal.Predict(x).Values) > 1e-2);
    }

    [Theory]
    [InlineData(LearningRateSharing.Single, false)]
    [InlineData(LearningRateSharing.Single, true)]
    [InlineData(LearningRateSharing.PerParameter, true)]
    [InlineData(LearningRateSharing.PerParameterAndStep, true)]
    [InlineData(LearningRateSharing.PerElement, true)]
    public void However_rates_are_shared_equal_rates_give_the_same_weights(LearningRateSharing sharing, bool learned)
    {
        var inner = new InnerLoopSpec { Loss = LossKind.Mse, Steps = 2, LearningRate = 0.05 };
        var spec = new MlpSpec(3, [8, 8], 2);
        using var plain = Export(spec, inner);
        using var shared = Export(spec, inner with { RateSharing = sharing, LearnRates = learned }, "shared");
        var (x, t) = (TestBundles.Examples(1, 6, 3), TestBundles.Examples(2, 6, 2));
        using var expected = plain.Adapt(x, t, new AdaptOptions { Steps = 4 });

        using var personal = shared.Adapt(x, t, new AdaptOptions { Steps = 4 });

        foreach (var (name, tensor) in expected.State.Parameters)
            Close.Assert(tensor.AsFloats(), personal.State[name].AsFloats(), 1e-5);
        Assert.Equal(sharing, shared.Manifest.Inner.LearningRates);
    }

    [Fact]
    public void Where_only_the_head_is_adapted_a_state_holds_only_the_head()
    {
        var inner = new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 2, LearningRate = 0.5, Momentum = 0.9, Adapt = ["head.*"] };
        using var model = Export(Conv, inner);
        var x = TestBundles.Examples(1, 5, 1, 16, 16);

        using var personal = model.Adapt(x, [0, 1, 2, 3, 4], new AdaptOptions { Steps = 4 });
        personal.Save(_temp["head.state"]);
        using var again = model.Restore(_temp["head.state"]);

        Assert.Equal(["head.bias", "head.weight"], again.State.Parameters.Select(p => p.Key));
        Assert.Equal(personal.Predict(x).Values, again.Predict(x).Values);
        Close.Assert(model.Predict(x, again.State).Values, again.Predict(x).Values, 1e-5);
    }

    [Fact]
    public void A_yes_or_no_model_takes_targets_from_0_to_1()
    {
        using var model = Export(new MlpSpec(3, [8], 1), new InnerLoopSpec { Loss = LossKind.Bce, Steps = 1, LearningRate = 0.5 });
        var x = TestBundles.Examples(1, 4, 3);

        using var personal = model.Adapt(x, new Examples(new float[] { 0, 1, 1, 0 }, 4, 1), new AdaptOptions { Steps = 200 });

        Assert.Equal([false, true, true, false], personal.Predict(x).Values.Select(logit => logit > 0));
        var error = Assert.Throws<InputException>(() => model.Adapt(x, new Examples(new float[] { 0, 2, 1, 0 }, 4, 1)));
        Assert.Contains("from 0 to 1, got 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Statistics_of_the_support_set_are_part_of_a_state_and_a_query_is_predicted_alone_as_among_others()
    {
        var inner = new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 1, LearningRate = 0.2, SupportStatistics = true };
        using var model = Export(Conv with { Normalization = NormalizationKind.Support }, inner, normalization: NormalizationKind.Support);
        var x = TestBundles.Examples(1, 5, 1, 16, 16);

        using var personal = model.Adapt(x, [0, 1, 2, 3, 4]);

        Assert.Contains("norm2.variance", personal.State.Parameters.Select(p => p.Key));
        var together = personal.Predict(x).Values;
        for (var i = 0; i < 5; i++)
            Close.Assert(together.AsSpan(i * 5, 5), personal.Predict(new Examples(x.Values.Slice(i * 256, 256), 1, 1, 16, 16)).Values, 1e-5);
        Close.Assert(model.Predict(x, personal.State).Values, together, 1e-5);
        // Adapting again starts from the weights of the state and takes the statistics anew.
        using var further = model.Adapt(x, [0, 1, 2, 3, 4], from: personal.State);
        Assert.Equal(personal.Report!.Losses[^1], further.Report!.Losses[0], 1e-5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Normalisation_of_the_last_step_is_part_of_a_state_and_stays_when_it_is_adapted_further(bool stepFunction)
    {
        var names = new[] { "norm1.mean", "norm1.variance", "norm2.mean", "norm2.variance", "norm1.weight", "norm2.bias" };
        var inner = new InnerLoopSpec
        {
            Loss = LossKind.CrossEntropy,
            Steps = 2,
            LearningRate = 0.2,
            PerStep = names,
            StepValues = names.ToDictionary(n => n, n => SafeTensor.FromFloats([.. TestBundles.Examples((uint)n.Length, 2, Conv.Filters).Values.ToArray().Select(v => 1 + (v / 2))], [2, Conv.Filters])),
        };
        using var model = Export(Conv with { Normalization = NormalizationKind.Running }, inner, normalization: NormalizationKind.Running, stepFunction: stepFunction);
        var x = TestBundles.Examples(1, 5, 1, 16, 16);

        using var personal = model.Adapt(x, [0, 1, 2, 3, 4], new AdaptOptions { Guard = false });
        using var further = model.Adapt(x, [0, 1, 2, 3, 4], new AdaptOptions { Guard = false }, from: personal.State);

        foreach (var name in names)
        {
            Assert.Equal(inner.StepValues[name].ToFloats()[Conv.Filters..], personal.State[name].ToFloats());
            Assert.Equal(personal.State[name].ToFloats(), further.State[name].ToFloats());
        }

        Assert.Equal(personal.Report!.Losses[^1], further.Report!.Losses[0], 1e-5);
        Close.Assert(model.Predict(x, personal.State).Values, personal.Predict(x).Values, 1e-5);
        // The file says all that the double reference needs to say the same.
        var read = BundleModel.Read(BundleReader.Open(_temp["model"]));
        Assert.Equal(names.Order(), read.Inner.PerStep.Order());
        var expected = new BundleReference(read).Adapt(new ReferenceSet(x.Values.ToArray(), [5, 1, 16, 16], [0, 1, 2, 3, 4], [5]));
        foreach (var (name, tensor) in personal.State.Parameters) Close.Assert([.. expected[name].Select(v => (float)v)], tensor.AsFloats(), 1e-4);
        Close.Assert([.. expected["support_loss"].Select(v => (float)v)], [.. personal.Report.Losses], 1e-4);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_model_for_any_number_of_classes_takes_new_ones_on_the_device(bool ridge)
    {
        var inner = new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 8, LearningRate = 0.3, Adapt = ["head.*"], Ridge = ridge ? new(0.01) : null };
        using var model = Export(Conv with { Normalization = NormalizationKind.Layer, AnyWays = true }, inner);
        var x = TestBundles.Examples(1, 3, 1, 16, 16);
        Assert.Equal([3, 1], model.Predict(x).Shape.ToArray());

        using var three = model.Adapt(x, [2, 0, 1]);
        Assert.Equal([2, 0, 1], three.Predict(x).Classes());
        Assert.Equal([3, 3], three.Predict(x).Shape.ToArray());
        Close.Assert(model.Predict(x, three.State).Values, three.Predict(x).Values, 1e-5);

        // A fourth class comes with an example of its own; its row starts from that of the bundle.
        var more = TestBundles.Examples(2, 4, 1, 16, 16);
        using var four = model.Adapt(more, [0, 1, 2, 3], from: three.State);
        Assert.Equal([4, 4], four.Predict(more).Shape.ToArray());
        Assert.Equal([0, 1, 2, 3], four.Predict(more).Classes());
        four.Save(_temp["four.state"]);
        using var again = model.Restore(_temp["four.state"]);
        Assert.Equal(four.Predict(more).Values, again.Predict(more).Values);

        var error = Assert.Throws<InputException>(() => model.Adapt(x, [0, 1, 1_000_000]));
        Assert.Contains("0 to 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_guard_keeps_the_start_a_model_for_any_number_of_classes_has_a_row_for_each()
    {
        // Rates far too large, so that the loss rises.
        var inner = new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 2, LearningRate = 1e4 };
        using var model = Export(Conv with { Normalization = NormalizationKind.Layer, AnyWays = true }, inner);
        var x = TestBundles.Examples(1, 3, 1, 16, 16);

        using var kept = model.Adapt(x, [0, 1, 2]);

        Assert.NotEqual(GuardDecision.Accepted, kept.Report!.Guard);
        Assert.Equal([3, 3], kept.Predict(x).Shape.ToArray());
    }

    [Fact]
    public void Adam_and_the_proximal_term_pass_through_a_bundle()
    {
        var inner = new InnerLoopSpec { Loss = LossKind.Mse, Steps = 5, LearningRate = 0.05, Adam = new(), Proximal = 0.1 };
        using var model = Export(new MlpSpec(3, [8], 2), inner);
        var (x, t) = (TestBundles.Examples(1, 6, 3), TestBundles.Examples(2, 6, 2));

        using var personal = model.Adapt(x, t, new AdaptOptions { Steps = 50 });

        Assert.Equal((InnerOptimizer.Adam, 0.1), (model.Manifest.Inner.Optimizer, model.Manifest.Inner.Proximal));
        Assert.True(personal.Report!.Losses[^1] < 0.5 * personal.Report.Losses[0]);
    }

    private MetaModel Export(ModelSpec spec, InnerLoopSpec inner, string name = "model", NormalizationKind normalization = NormalizationKind.Unknown, bool stepFunction = false) =>
        ExportedBundles.Load(_temp, spec, inner, name, ExportedBundles.Contents(spec, inner) with { Normalization = normalization, StepFunction = stepFunction });
}
