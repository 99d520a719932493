using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests;

public sealed class BundleReferenceTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "mamledge-" + Guid.NewGuid().ToString("N"));

    [Theory]
    [InlineData(LearningRateSharing.Single, NormalizationKind.Batch)]
    [InlineData(LearningRateSharing.PerElement, NormalizationKind.Group)]
    [InlineData(LearningRateSharing.PerParameterAndStep, NormalizationKind.Layer)]
    public void A_bundle_read_back_adapts_as_its_graph_does_on_ONNX_Runtime(LearningRateSharing sharing, NormalizationKind norm)
    {
        var model = new ConvNetSpec(2, 9, 9, 3) { Filters = 8, Blocks = 2, Normalization = norm }.Build(3);
        var inner = new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 2, LearningRate = 0.1, RateSharing = sharing, Rates = Rates(model, sharing) };
        BundleWriter.Write(_folder, new BundleContents { Model = model, Inner = inner, Provenance = new Provenance { Tool = "test" } });
        using var bundle = BundleReader.Open(_folder);
        bundle.Verify();
        var reference = new BundleReference(BundleModel.Read(bundle));

        var x = InitialUniform(6 * 2 * 9 * 9);
        double[] y = [0, 1, 2, 0, 1, 2];
        var support = new ReferenceSet(x, [6, 2, 9, 9], y, [6]);
        var expected = reference.Adapt(support);
        Assert.InRange(reference.GradientError(support), 0, 1e-6);
        Assert.InRange(reference.MetaGradientError(support, support with { X = [.. x.Reverse()] }), 0, 1e-6);

        var inputs = new AdaptationGraphs(model.Function, inner).Adaptation().Inputs;
        var feeds = new Dictionary<string, Tensor>
        {
            ["support_x"] = new(DataType.Float32, [6, 2, 9, 9], Array.ConvertAll(x, v => (double)v)),
            ["support_y"] = new(DataType.Int64, [6], y),
        };
        foreach (var p in model.Parameters) feeds["theta." + p.Name] = new(DataType.Float32, p.Shape, Array.ConvertAll(p.Values, v => (double)v));
        foreach (var rate in inputs.Where(i => i.Name.StartsWith("lr.", StringComparison.Ordinal))) feeds[rate.Name] = new(DataType.Float32, inner.Rates![rate.Name[3..]].Shape, inner.Rates[rate.Name[3..]].ToDoubles());
        var adapted = OnnxRun.Run(OnnxWriter.Write(new AdaptationGraphs(model.Function, inner).Adaptation(), "adapt"), feeds);
        foreach (var name in reference.Adapted)
        {
            var scale = expected[name].Max(Math.Abs);
            Assert.All(expected[name].Zip(adapted["adapted." + name].Values), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-4 * Math.Max(scale, 0.1)));
        }
    }

    [Fact]
    public void Facts_of_every_graph_of_a_bundle_are_plain_ONNX()
    {
        var files = BundleWriter.Files(new BundleContents
        {
            Model = new ConvNetSpec(1, 28, 28, 5) { Normalization = NormalizationKind.Batch }.Build(1),
            Inner = new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 1, LearningRate = 0.4 },
            Provenance = new Provenance { Tool = "test" },
            MetaGradient = true,
        });
        foreach (var (name, bytes) in files.Where(f => f.Name.EndsWith(".onnx", StringComparison.Ordinal)))
        {
            var facts = OnnxFacts.Of(bytes, name);
            Assert.Equal([""], facts.Domains);
            Assert.Equal(18, facts.Opset);
            Assert.Empty(facts.OverridableConstants);
            Assert.True(facts.Nodes > 0);
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, true);
    }

    private static float[] InitialUniform(int count) => new InitialValues(5).Uniform("x", 1, count).Values;

    private static Dictionary<string, SafeTensor>? Rates(ForwardModel model, LearningRateSharing sharing) => sharing switch
    {
        LearningRateSharing.Single => null,
        LearningRateSharing.PerElement => model.Parameters.ToDictionary(p => p.Name, p => SafeTensor.FromFloats([.. p.Values.Select((_, i) => 0.01f * (1 + (i % 7)))], p.Shape)),
        _ => model.Parameters.ToDictionary(p => p.Name, p => SafeTensor.FromFloats([0.1f, 0.05f], 2)),
    };
}
