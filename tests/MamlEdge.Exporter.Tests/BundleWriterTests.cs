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
    public void The_manifest_has_the_shapes_of_the_graphs_and_the_symbols_that_occur()
    {
        Manifest Of(BundleContents contents) => Manifest.Parse(BundleWriter.Files(contents)[^1].Bytes, "manifest");
        var fixedNumber = ForwardModel.Read(new HandMadeModel().Input("x", 1, 2).Weight("w", [1, 2, 3, 4], 2, 2).Node("MatMul", "x w", "y").Output("y", 1, 2).Save());
        var sequence = ForwardModel.Read(new HandMadeModel().Input("x", "N", "T", 2).Weight("w", [1, 2, 3, 4], 2, 2).Node("MatMul", "x w", "y").Output("y").Save());

        Assert.Equal(["N", "Q", "S"], Of(Sinusoid).Symbols.Keys.Order());
        Assert.Equal(["N", "S"], Of(Sinusoid with { MetaGradient = false }).Symbols.Keys.Order());
        var one = Of(Sinusoid with { Model = fixedNumber });
        Assert.Equal("[1, 2]", one.Target.ShapeText);
        Assert.Equal("[1]", Of(Sinusoid with { Model = fixedNumber, Inner = Sinusoid.Inner with { Loss = LossKind.CrossEntropy } }).Target.ShapeText);
        Assert.Empty(one.Symbols);
        var free = Of(Sinusoid with { Model = sequence, MetaGradient = false });
        Assert.Equal("[S, T, 2]", free.Target.ShapeText);
        Assert.Equal(["N: examples per prediction", "S: support examples", "T: free length"], free.Symbols.Select(s => $"{s.Key}: {s.Value}").Order());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(1)]
    [InlineData(-0.5)]
    public void A_momentum_that_is_no_fraction_is_refused(double momentum) => Assert.Contains(
        "momentum must be 0 or more and less than 1", Assert.Throws<ExporterException>(() => BundleWriter.Files(Sinusoid with { Inner = Sinusoid.Inner with { Momentum = momentum } })).Message);

    [Fact]
    public void Published_models_have_their_published_numbers_of_parameters()
    {
        Assert.Equal(1761, Sinusoid.Model.Parameters.Sum(p => p.Values.Length));
        Assert.Equal(112_261, new ConvNetSpec(1, 28, 28, 5) { Normalization = NormalizationKind.Batch }.Build(1).Parameters.Sum(p => p.Values.Length));
        Assert.Equal(32_901, new ConvNetSpec(3, 84, 84, 5) { Normalization = NormalizationKind.Batch, Filters = 32, Downsampling = Downsampling.MaxPool }.Build(1).Parameters.Sum(p => p.Values.Length));
    }

    [Fact]
    public void Nodes_grow_linearly_with_the_number_of_steps()
    {
        var model = new ConvNetSpec(1, 28, 28, 5) { Normalization = NormalizationKind.Batch }.Build(1);
        var counts = new[] { 1, 2, 5, 20 }.Select(k => new AdaptationGraphs(model.Function, Spec(k)).MetaGradient().Reachable().Count).ToArray();
        var perStep = counts[1] - counts[0];
        Assert.InRange((counts[2] - counts[1]) / 3.0, perStep * 0.8, perStep * 1.2);
        Assert.InRange((counts[3] - counts[2]) / 15.0, perStep * 0.8, perStep * 1.2);
        static InnerLoopSpec Spec(int k) => new() { Loss = LossKind.CrossEntropy, Steps = k, LearningRate = 0.4 };
    }
}
