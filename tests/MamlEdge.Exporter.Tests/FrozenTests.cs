using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests;

/// <summary>Convolutions that nothing adapts: left as they are where that pays, and the same numbers either way.</summary>
public class FrozenTests
{
    /// <summary>Enough work in few nodes.</summary>
    private static readonly ConvNetSpec Wide = new(3, 32, 32, 3) { Filters = 80, Blocks = 2, Normalization = NormalizationKind.Running };

    [Theory]
    [InlineData(NormalizationKind.Running, Downsampling.Stride)]
    [InlineData(NormalizationKind.Layer, Downsampling.Stride)]
    [InlineData(NormalizationKind.None, Downsampling.MaxPool)]
    public void Frozen_convolutions_stay_and_adapt_as_products_do(NormalizationKind norm, Downsampling downsampling)
    {
        var model = (Wide with { Normalization = norm, Downsampling = downsampling }).Build(2);
        var graphs = new AdaptationGraphs(model.Function, Head);
        var (products, kept) = (graphs.Adaptation(), graphs.AdaptationToOptimize()!);
        Assert.Equal((2, 0), (Count(kept, Convolution.Conv), Count(kept, Patches.Im2Col)));
        // Max pools become windows as well.
        Assert.Equal((0, downsampling == Downsampling.MaxPool ? 4 : 2), (Count(products, Convolution.Conv), Count(products, Patches.Im2Col)));
        Assert.Equal(products.Inputs.Select(i => i.Name), kept.Inputs.Select(i => i.Name));

        var feeds = AdaptationFeeds.Of(products, model);
        var (exact, same) = (new Interpreter(products).Run(feeds), new Interpreter(kept).Run(feeds));
        var (expected, found) = (OnnxRun.Run(OnnxWriter.Write(products, "products"), feeds), OnnxRun.Run(OnnxWriter.Write(kept, "kept"), feeds));
        foreach (var name in products.Outputs.Select(o => o.Name))
        {
            Assert.InRange(AdaptationFeeds.Difference(exact[name], same[name]), 0, 1e-12);
            Assert.InRange(AdaptationFeeds.Difference(expected[name], found[name]), 0, 1e-5);
        }
    }

    [Fact]
    public void A_bundle_says_whether_its_adaptation_graph_is_to_be_optimised()
    {
        Assert.True(Optimized(Wide, Head));
        Assert.False(Optimized(Wide, Head with { Adapt = ["*"] }), "everything is adapted");
        Assert.False(Optimized(Wide with { Filters = 8 }, Head), "too little work for so many nodes");
        Assert.False(Optimized(Wide with { Normalization = NormalizationKind.Batch }, Head), "standardised over the examples");
    }

    [Fact]
    public void Frozen_weights_are_constants_of_the_continuation_too()
    {
        var model = Wide.Build(2);
        var folder = Path.Combine(Directory.CreateTempSubdirectory("mamledge-").FullName, "bundle");
        BundleWriter.Write(folder, new BundleContents { Model = model, Inner = Head, Provenance = new Provenance { Tool = "test" } });
        Assert.True(Manifest.Parse(File.ReadAllBytes(Path.Combine(folder, BundleFiles.Manifest))).OptimizeContinue);

        var graphs = new AdaptationGraphs(model.Function, Head);
        var feeds = AdaptationFeeds.Of(graphs.Adaptation(), model);
        // From where adapt.onnx starts, both take the same steps; inputs of frozen parameters are there, and change nothing.
        var from = feeds.ToDictionary(f => f.Key, f => f.Key.StartsWith("theta.", StringComparison.Ordinal) && !f.Key.StartsWith("theta.head.", StringComparison.Ordinal)
            ? new Tensor(f.Value.Type, f.Value.Dims, new double[f.Value.Values.Length]) : f.Value);
        var (adapted, continued) = (OnnxRun.Run(Path.Combine(folder, BundleFiles.Adapt), feeds), OnnxRun.Run(Path.Combine(folder, BundleFiles.Continue), from));
        foreach (var name in adapted.Keys) Assert.InRange(AdaptationFeeds.Difference(adapted[name], continued[name]), 0, 1e-5);
        Directory.Delete(Path.GetDirectoryName(folder)!, true);
    }

    private static InnerLoopSpec Head => new() { Loss = LossKind.CrossEntropy, Steps = 2, LearningRate = 0.1, Adapt = ["head.*"] };

    private static int Count(Function function, Operator op) => function.Reachable().Count(v => v.Op == op);

    private static bool Optimized(ConvNetSpec net, InnerLoopSpec inner)
    {
        var files = BundleWriter.Files(new BundleContents { Model = net.Build(1), Inner = inner, Provenance = new Provenance { Tool = "test" } }).ToDictionary(f => f.Name, f => f.Bytes);
        var manifest = Manifest.Parse(files[BundleFiles.Manifest]);
        Assert.Equal(manifest.OptimizeAdapt, OnnxFacts.Of(files[BundleFiles.Adapt], "adapt").Operators.Any(o => o.Key == "Conv"));
        Assert.Equal(manifest.OptimizeContinue, OnnxFacts.Of(files[BundleFiles.Continue], "continue").Operators.Any(o => o.Key == "Conv"));
        Assert.Equal(manifest.OptimizeAdapt, manifest.OptimizeContinue);
        return manifest.OptimizeAdapt;
    }
}
