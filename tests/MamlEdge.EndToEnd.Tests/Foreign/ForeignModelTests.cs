using MamlEdge.Bundle;

namespace MamlEdge.EndToEnd.Tests.Foreign;

/// <summary>
/// Models of other exporters adapt on ONNX Runtime as PyTorch's autograd adapts them, and so does the gradient through the adaptation
/// (references and their scripts: tests/foreign).
/// </summary>
public sealed class ForeignModelTests : IDisposable
{
    private const double Tolerance = 5e-4;

    private readonly TestFolder _folder = new();

    public static TheoryData<string> Names => [.. ForeignModel.All.Select(m => m.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Adaptation_and_meta_gradient_are_those_of_PyTorch(string name)
    {
        var model = ForeignModel.Named(name);
        var reference = model.Reference();
        Tool.Json(["export", model.In(_folder), .. model.Options, "--meta-gradient", "-o", _folder["bundle"]]);
        var theta = Safetensors.Read(File.ReadAllBytes(_folder["bundle", BundleFiles.Theta])).Entries.ToDictionary(e => e.Name, e => e.Tensor, StringComparer.Ordinal);
        var given = reference.Concat(theta.Select(p => KeyValuePair.Create(BundleFiles.ThetaInput(p.Key), p.Value))).ToDictionary(StringComparer.Ordinal);

        var adapted = OnnxSession.Run(_folder["bundle", BundleFiles.Adapt], given);
        var continued = OnnxSession.Run(_folder["bundle", BundleFiles.Continue], given);
        var meta = OnnxSession.Run(_folder["bundle", BundleFiles.Meta], given);

        var watch = new Agreement(model, reference, theta);
        Console.WriteLine($"{name}: adapted {watch.OfChanges(adapted):e1} continued {watch.OfChanges(continued):e1} meta {watch.OfMetaGradients(meta):e1} loss {Agreement.Relative(reference["support_loss"].ToFloats(), adapted["support_loss"]):e1} q {Agreement.Relative(reference["query_loss"].ToFloats(), meta["query_loss"]):e1}");
        Assert.InRange(watch.OfChanges(adapted), 0, Tolerance);
        Assert.InRange(watch.OfChanges(continued), 0, Tolerance);
        Assert.InRange(watch.OfMetaGradients(meta), 0, Tolerance);
    }
}
