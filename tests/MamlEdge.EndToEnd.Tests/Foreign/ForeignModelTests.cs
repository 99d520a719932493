using MamlEdge.Bundle;

namespace MamlEdge.EndToEnd.Tests.Foreign;

/// <summary>
/// Models of other exporters adapt on ONNX Runtime as PyTorch's autograd adapts them, and so does the gradient through the adaptation
/// (references and their scripts: tests/foreign).
/// </summary>
public sealed class ForeignModelTests : IDisposable
{
    private const double Tolerance = 5e-4;
    private const double LossTolerance = 1e-5;

    private readonly TestFolder _folder = new();

    public static TheoryData<string> Names => [.. ForeignModel.All.Select(m => m.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Adaptation_and_meta_gradient_are_those_of_PyTorch(string name)
    {
        var model = ForeignModel.Named(name);
        var reference = model.Reference();
        var (theta, given) = Export(model);

        var adapted = OnnxSession.Run(_folder["bundle", BundleFiles.Adapt], given);
        var continued = Continued(given);
        var meta = OnnxSession.Run(_folder["bundle", BundleFiles.Meta], given);

        var agreement = new Agreement(reference, theta);
        Assert.InRange(agreement.OfChanges(adapted), 0, Tolerance);
        Assert.InRange(agreement.OfChanges(continued), 0, Tolerance);
        Assert.InRange(agreement.OfMetaGradients(meta), 0, Tolerance);
        Assert.InRange(agreement.OfLosses("support_loss", adapted), 0, LossTolerance);
        Assert.InRange(agreement.OfLosses("query_loss", meta), 0, LossTolerance);
    }

    [Fact]
    public void The_comparison_tells_the_first_order_from_the_second()
    {
        var model = ForeignModel.Named("keras-cnn");
        var (theta, given) = Export(model, "--first-order");

        var agreement = new Agreement(model.Reference(), theta);
        Assert.InRange(agreement.OfChanges(OnnxSession.Run(_folder["bundle", BundleFiles.Adapt], given)), 0, Tolerance);
        Assert.InRange(agreement.OfMetaGradients(OnnxSession.Run(_folder["bundle", BundleFiles.Meta], given)), 100 * Tolerance, double.MaxValue);
    }

    /// <summary>What <c>continue.onnx</c> gives after k steps, in as many runs as that takes.</summary>
    private Dictionary<string, float[]> Continued(Dictionary<string, SafeTensor> given)
    {
        var inner = Manifest.Parse(File.ReadAllBytes(_folder["bundle", BundleFiles.Manifest])).Inner;
        var (at, results) = (given.ToDictionary(StringComparer.Ordinal), new Dictionary<string, float[]>());
        for (var steps = 0; steps < inner.Steps; steps += inner.Stride)
        {
            results = OnnxSession.Run(_folder["bundle", BundleFiles.Continue], at);
            foreach (var name in results.Keys.Where(name => name != BundleFiles.SupportLoss))
            {
                var theta = BundleFiles.ThetaInput(name["adapted.".Length..]);
                at[theta] = SafeTensor.FromFloats(results[name], at[theta].Shape);
            }
        }

        return results;
    }

    /// <summary>Exports by the command; returns θ, and everything that an input of the bundle's graphs may be called.</summary>
    private (Dictionary<string, SafeTensor> Theta, Dictionary<string, SafeTensor> Given) Export(ForeignModel model, params string[] more)
    {
        Tool.Json(["export", model.In(_folder), .. model.Options, .. more, "--meta-gradient", "-o", _folder["bundle"]]);
        var theta = Safetensors.Read(File.ReadAllBytes(_folder["bundle", BundleFiles.Theta])).Entries.ToDictionary(e => e.Name, e => e.Tensor, StringComparer.Ordinal);
        return (theta, model.Reference().Concat(theta.Select(p => KeyValuePair.Create(BundleFiles.ThetaInput(p.Key), p.Value))).ToDictionary(StringComparer.Ordinal));
    }
}
