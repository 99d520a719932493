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
    };

    [Theory]
    [MemberData(nameof(Loops))]
    public void A_shared_step_gives_the_numbers_of_unrolled_ones(string net, int steps, double momentum, string adapt, LearningRateSharing sharing, bool firstOrder)
    {
        var model = net == "mlp" ? new MlpSpec(2, [6], 3) { Activation = Activation.Tanh }.Build(4) : new ConvNetSpec(1, 8, 8, 3) { Filters = 4, Blocks = 2 }.Build(4);
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
        var (unrolled, shared) = (new AdaptationGraphs(model.Function, spec), new AdaptationGraphs(model.Function, spec, stepFunction: true));
        Compare(unrolled.Adaptation(), shared.Adaptation(), model);
        Compare(unrolled.MetaGradient(queryOutput: true), shared.MetaGradient(queryOutput: true), model);
    }

    private static void Compare(Function unrolled, Function shared, ForwardModel model)
    {
        var feeds = Feeds(unrolled, model);
        var (expected, found) = (new Interpreter(unrolled).Run(feeds), new Interpreter(shared).Run(feeds));
        var (expectedRun, foundRun) = (OnnxRun.Run(OnnxWriter.Write(unrolled, "unrolled"), feeds), OnnxRun.Run(OnnxWriter.Write(shared, "shared"), feeds));
        Assert.Equal(unrolled.Outputs.Select(o => o.Name), shared.Outputs.Select(o => o.Name));
        foreach (var output in unrolled.Outputs)
        {
            Close(expected[output.Name], found[output.Name], 1e-11);
            Close(expectedRun[output.Name], foundRun[output.Name], 2e-6);
        }
    }

    private static void Close(Tensor expected, Tensor found, double tolerance)
    {
        Assert.Equal(expected.Dims, found.Dims);
        var scale = Math.Max(expected.Values.Max(Math.Abs), 1e-2);
        Assert.All(expected.Values.Zip(found.Values), pair => Assert.InRange(Math.Abs(pair.First - pair.Second) / scale, 0, tolerance));
    }

    private static Dictionary<string, Tensor> Feeds(Function function, ForwardModel model)
    {
        var random = new Random(3);
        return function.Inputs.ToDictionary(i => i.Name, i => i.Name switch
        {
            "support_y" or "query_y" => new Tensor(DataType.Int64, [4], [0, 1, 2, 1]),
            _ when i.Name.StartsWith("lr", StringComparison.Ordinal) => Drawn([.. i.Shape.ToLongs()], 0.1, 0.4),
            _ when i.Name.StartsWith("theta.", StringComparison.Ordinal) => new Tensor(DataType.Float32, i.Shape.ToLongs(), Array.ConvertAll(model.Parameters.Single(p => "theta." + p.Name == i.Name).Values, v => (double)v)),
            _ => Drawn([4, .. i.Shape.Skip(1).Select(d => d.Factor)], -1, 1),
        });

        Tensor Drawn(long[] dims, double low, double high) =>
            new(DataType.Float32, dims, [.. Enumerable.Range(0, (int)dims.Aggregate(1L, (a, b) => a * b)).Select(_ => (double)(float)(low + ((high - low) * random.NextDouble())))]);
    }
}
