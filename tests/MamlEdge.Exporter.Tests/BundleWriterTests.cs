using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests;

public class BundleWriterTests
{
    private static readonly BundleContents Sinusoid = new()
    {
        Model = new MlpSpec(1, [40, 40], 1).Build(1),
        Inner = new InnerLoopSpec { Loss = LossKind.Mse, Steps = 2, LearningRate = 0.01 },
        Provenance = new Provenance { Tool = "test" },
        MetaGradient = true,
    };

    [Fact]
    public void The_same_contents_give_the_same_bytes()
    {
        var (first, second) = (BundleWriter.Files(Sinusoid), BundleWriter.Files(Sinusoid));
        Assert.Equal(first.Select(f => f.Name), second.Select(f => f.Name));
        Assert.All(first.Zip(second), pair => Assert.Equal(pair.First.Bytes, pair.Second.Bytes));
    }

    [Fact]
    public void Published_models_have_their_published_numbers_of_parameters()
    {
        Assert.Equal(1761, Sinusoid.Model.Parameters.Sum(p => p.Values.Length));
        Assert.Equal(112_261, new ConvNetSpec(1, 28, 28, 5).Build(1).Parameters.Sum(p => p.Values.Length));
        Assert.Equal(32_901, new ConvNetSpec(3, 84, 84, 5) { Filters = 32, Downsampling = Downsampling.MaxPool }.Build(1).Parameters.Sum(p => p.Values.Length));
    }

    [Fact]
    public void Nodes_grow_linearly_with_the_number_of_steps()
    {
        var model = new ConvNetSpec(1, 28, 28, 5).Build(1);
        var counts = new[] { 1, 2, 5, 20 }.Select(k => new AdaptationGraphs(model.Function, Spec(k)).MetaGradient().Reachable().Count).ToArray();
        var perStep = counts[1] - counts[0];
        Assert.InRange((counts[2] - counts[1]) / 3.0, perStep * 0.8, perStep * 1.2);
        Assert.InRange((counts[3] - counts[2]) / 15.0, perStep * 0.8, perStep * 1.2);
        static InnerLoopSpec Spec(int k) => new() { Loss = LossKind.CrossEntropy, Steps = k, LearningRate = 0.4 };
    }
}
