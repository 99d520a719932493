using MamlEdge.Bundle;

namespace MamlEdge.EndToEnd.Tests.Hosts;

/// <summary>Bundles adapt and predict on stock ONNX Runtime in JavaScript, with no code of this project, and give what the library gives.</summary>
public sealed class NodeBundleTests : IDisposable
{
    private const string Adapted = "adapted.";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NodeFact]
    public void Given_any_bundle_When_Node_adapts_and_predicts_Then_it_agrees_with_the_library() => Assert.All(HostedBundle.All(_folder), path =>
    {
        using var bundle = new HostedBundle(path);
        var examples = TensorFile.Write(_folder["examples"], ("support_x", bundle.SupportX), ("support_y", bundle.SupportY), ("x", bundle.X));

        NodeScripts.Run("adapt-predict.mjs", path, examples, _folder["result"]);

        var node = Safetensors.Read(_folder["result"]).Entries.ToDictionary(entry => entry.Name, entry => entry.Tensor, StringComparer.Ordinal);
        using var expected = bundle.Adapt();
        bundle.AssertClose("Node", "support_loss", [.. expected.Report!.Losses], node["support_loss"]);
        bundle.AssertSame(
            "Node", expected,
            node.Where(entry => entry.Key.StartsWith(Adapted, StringComparison.Ordinal)).ToDictionary(entry => entry.Key[Adapted.Length..], entry => entry.Value, StringComparer.Ordinal),
            node["y"]);
    });
}
