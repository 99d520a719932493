using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests;

/// <summary>The meta-gradient is the derivative through the steps, and a first-order one does not pass for it.</summary>
public class SecondOrderTests
{
    [Theory]
    [InlineData(1, 0.0, LearningRateSharing.PerParameter)]
    [InlineData(3, 0.9, LearningRateSharing.PerParameter)]
    [InlineData(3, 0.0, LearningRateSharing.PerParameterAndStep)]
    [InlineData(2, 0.0, LearningRateSharing.PerElement)]
    public void The_meta_gradient_equals_central_differences_and_the_first_order_one_does_not(int steps, double momentum, LearningRateSharing sharing)
    {
        var model = new MlpSpec(2, [6], 3) { Activation = Activation.Tanh }.Build(4);
        var spec = new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = steps, LearningRate = 0.5, Momentum = momentum, RateSharing = sharing, LearnRates = true };
        Assert.InRange(Error(model, spec), 0, 1e-7);
        Assert.True(Error(model, spec with { FirstOrder = true }) > 1e-2);
    }

    [Fact]
    public void What_does_not_depend_on_adapted_parameters_is_computed_once()
    {
        var model = new ConvNetSpec(1, 28, 28, 5) { Normalization = NormalizationKind.Batch }.Build(1);
        InnerLoopSpec Spec(int k) => new() { Loss = LossKind.CrossEntropy, Steps = k, LearningRate = 0.1, Adapt = ["head.*"] };
        int Count(int k) => new AdaptationGraphs(model.Function, Spec(k)).Adaptation().Reachable().Count(v => v.Op == Patches.Im2Col);
        Assert.Equal(4, Count(1));
        Assert.Equal(4, Count(10));
        var adaptation = new AdaptationGraphs(model.Function, Spec(3)).Adaptation();
        Assert.DoesNotContain(adaptation.Reachable(), v => v.Op == Patches.Col2Im);
    }

    [Fact]
    public void No_gradient_flows_to_the_input_of_the_first_layer()
    {
        var model = new ConvNetSpec(1, 28, 28, 5) { Normalization = NormalizationKind.Batch }.Build(1);
        var meta = new AdaptationGraphs(model.Function, new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 1, LearningRate = 0.1 }).MetaGradient();
        Assert.DoesNotContain(meta.Reachable(), v => v.Op == Patches.Col2Im && v.Shape[1] == 28);
    }

    private static double Error(ForwardModel model, InnerLoopSpec spec)
    {
        var meta = new AdaptationGraphs(model.Function, spec).MetaGradient();
        var pairs = meta.Outputs.Where(o => o.Name != "query_loss").Select(o => (o.Name.Replace("metalr.", "lr.", StringComparison.Ordinal).Replace("meta.", "theta.", StringComparison.Ordinal), o.Name)).ToList();
        return GradientCheck.Largest(meta, AdaptationFeeds.Of(meta, model), "query_loss", pairs, epsilon: 1e-5);
    }
}
