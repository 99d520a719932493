using MamlEdge.Bundle;

namespace MamlEdge.EndToEnd.Tests.Hosts;

/// <summary>Bundles adapt, learn on and predict on stock ONNX Runtime in Python, with no code of this project, and give what the library gives.</summary>
public sealed class PythonBundleTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PythonFact]
    public void Given_any_bundle_When_Python_adapts_and_learns_on_Then_it_agrees_with_the_library() => Assert.All(HostedBundle.All(_folder), path =>
    {
        using var bundle = new HostedBundle(path);
        var examples = TensorFile.Write(_folder["examples"], ("x", bundle.SupportX), ("y", bundle.SupportY));
        var queries = TensorFile.Write(_folder["queries"], ("x", bundle.X));
        File.Delete(_folder["state"]);

        using var once = bundle.Adapt();
        using var twice = bundle.Adapt(once.State);
        foreach (var expected in new[] { once, twice })
        {
            PythonScript.Run(path, examples, queries, _folder["y"], _folder["state"]);
            var state = Safetensors.Read(_folder["state"]).Entries.ToDictionary(entry => entry.Name, entry => entry.Tensor, StringComparer.Ordinal);
            bundle.AssertSame("Python", expected, state, Safetensors.Read(_folder["y"])["y"]);
        }
    });
}
