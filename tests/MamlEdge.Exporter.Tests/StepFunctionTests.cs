using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests;

/// <summary>Programs whose steps are calls of one function against the same programs with k copies of the step.</summary>
public class StepFunctionTests
{
    public static TheoryData<string, int, double, string, LearningRateSharing, bool> Loops => new()
    {
        { "mlp", 1, 0, "*", LearningRateSharing.Single, false },
        { "mlp", 3, 0.9, "*", LearningRateSharing.PerParameterAndStep, false },
        { "mlp", 2, 0.5, "layer2.*", LearningRateSharing.PerElement, false },
        { "mlp", 3, 0.9, "*", LearningRateSharing.PerParameter, true },
        { "conv", 3, 0, "*", LearningRateSharing.Single, false },
        { "conv", 2, 0.9, "head.*", LearningRateSharing.PerParameter, false },
        { "mlp", 7, 0, "*", LearningRateSharing.PerParameter, false },
        { "mlp", 6, 0.9, "layer2.*", LearningRateSharing.Single, false },
    };

    [Theory]
    [MemberData(nameof(Loops))]
    public void A_shared_step_gives_the_numbers_of_unrolled_ones(string net, int steps, double momentum, string adapt, LearningRateSharing sharing, bool firstOrder)
    {
        var model = net == "mlp" ? new MlpSpec(2, [6], 3) { Activation = Activation.Tanh }.Build(4) : new ConvNetSpec(1, 8, 8, 3) { Normalization = NormalizationKind.Batch, Filters = 4, Blocks = 2 }.Build(4);
        var spec = new InnerLoopSpec
        {
            Loss = LossKind.CrossEntropy,
            Steps = steps,
            LearningRate = 0.3,
            Momentum = momentum,
            Adapt = [adapt],
            RateSharing = sharing,
            LearnRates = sharing != LearningRateSharing.Single,
            FirstOrder = firstOrder,
        };
        Compare(model, spec);
    }

    [Fact]
    public void Moments_and_what_draws_back_to_the_start_pass_through_the_calls()
    {
        var model = new MlpSpec(2, [6], 3) { Activation = Activation.Tanh }.Build(4);
        var spec = new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 3, LearningRate = 0.1, Proximal = 0.7 };
        Compare(model, spec);
        Compare(model, spec with { Adam = new AdamMoments(Epsilon: 1e-2) });
    }

    [Fact]
    public void A_hundred_steps_are_a_file_hardly_larger_than_one()
    {
        var model = new ConvNetSpec(1, 8, 8, 3) { Filters = 4, Blocks = 2 }.Build(4);
        long Size(int steps, bool meta)
        {
            var graphs = new AdaptationGraphs(model.Function, new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = steps, LearningRate = 0.1 }, stepFunction: true);
            return OnnxWriter.Write(meta ? graphs.MetaGradient() : graphs.Adaptation(), "steps").Length;
        }

        // Functions of 2, 4, ..., 64 steps; the meta-gradient, which passes each step, has a call and its gradient for each.
        Assert.InRange(Size(100, meta: false), 0, 1.5 * Size(1, meta: false));
        Assert.InRange((Size(100, meta: true) - Size(2, meta: true)) / 98, 0, 1000);
    }

    private static void Compare(ForwardModel model, InnerLoopSpec spec)
    {
        var (unrolled, shared) = (new AdaptationGraphs(model.Function, spec), new AdaptationGraphs(model.Function, spec, stepFunction: true));
        Compare(unrolled.Adaptation(), shared.Adaptation(), model);
        Compare(unrolled.MetaGradient(queryOutput: true), shared.MetaGradient(queryOutput: true), model);
    }

    private static void Compare(Function unrolled, Function shared, ForwardModel model)
    {
        var feeds = AdaptationFeeds.Of(unrolled, model);
        var (expected, found) = (new Interpreter(unrolled).Run(feeds), new Interpreter(shared).Run(feeds));
        var (expectedRun, foundRun) = (OnnxRun.Run(OnnxWriter.Write(unrolled, "unrolled"), feeds), OnnxRun.Run(OnnxWriter.Write(shared, "shared"), feeds));
        Assert.Equal(unrolled.Outputs.Select(o => o.Name), shared.Outputs.Select(o => o.Name));
        foreach (var output in unrolled.Outputs)
        {
            Assert.InRange(AdaptationFeeds.Difference(expected[output.Name], found[output.Name]), 0, 1e-11);
            Assert.InRange(AdaptationFeeds.Difference(expectedRun[output.Name], foundRun[output.Name]), 0, 2e-6);
        }
    }
}
