using System.Text;
using System.Text.Json.Nodes;
using MamlEdge.Bundle;
using Xunit;

namespace MamlEdge.Runtime.Tests;

/// <summary>What a loaded model vouches for: every file that the manifest lists, and on request who wrote it.</summary>
public sealed class TrustTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public TrustTests() => _temp.CopyOf("line");

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Files_that_no_one_runs_are_checked_too()
    {
        List("meta.onnx", [1, 2, 3]);
        using (MetaModel.Load(_temp["line"]))
        {
        }

        File.WriteAllBytes(_temp["line/meta.onnx"], [1, 2, 4]);

        Assert.Contains("meta.onnx: expected SHA-256", Refused(), StringComparison.Ordinal);
        using var unchecked_ = MetaModel.Load(_temp["line"], new RuntimeOptions { VerifyHashes = false });
    }

    [Fact]
    public void Files_that_the_manifest_does_not_list_are_not_read()
    {
        // A folder where a file would be: whoever opened it, or looked for hashes of all that is there, would fail.
        Directory.CreateDirectory(_temp["line/meta.onnx"]);
        File.WriteAllText(_temp["line/README.md"], "about the model");
        using var untouched = TestBundles.Load("line");
        var (x, t) = (TestBundles.Examples(1, 3, 2), TestBundles.Examples(2, 3, 1));

        using var model = MetaModel.Load(_temp["line"]);
        using var personal = model.Adapt(x, t);
        using var expected = untouched.Adapt(x, t);

        Assert.Equal(untouched.BundleSha256, model.BundleSha256);
        Assert.Equal(expected.Predict(x).Values, personal.Predict(x).Values);
    }

    [Theory]
    [InlineData(BundleFiles.Adapt)]
    [InlineData(BundleFiles.Continue)]
    [InlineData(BundleFiles.Predict)]
    [InlineData(BundleFiles.Theta)]
    public void A_graph_that_is_opened_late_is_the_one_that_was_checked(string file)
    {
        using var model = MetaModel.Load(_temp["line"]);
        File.WriteAllText(Path.Combine(_temp["line"], file), "something else");
        var (x, t) = (TestBundles.Examples(1, 3, 2), TestBundles.Examples(2, 3, 1));

        using var personal = model.Adapt(x, t);
        using var further = model.Adapt(x, t, from: personal.State);

        Assert.Equal([3, 1], model.Predict(x, further.State).Shape.ToArray());
    }

    [Theory]
    [InlineData(BundleFiles.Forward)]
    [InlineData(BundleFiles.Adapt)]
    public void A_graph_whose_weights_lie_elsewhere_is_refused_though_its_hash_is_right(string file)
    {
        var graph = File.ReadAllBytes(Path.Combine(_temp["line"], file));
        "../../../../etc/cer"u8.CopyTo(graph.AsSpan(graph.AsSpan().IndexOf("theta.safetensors"u8) - 1));
        var at = graph.AsSpan().IndexOf("../../../../etc/cer"u8);
        graph[at] = (byte)"theta.safetensors".Length;
        List(file, graph);

        Assert.Contains("external data in theta.safetensors", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bundle_loads_where_a_trusted_key_signed_it_and_only_there()
    {
        using var key = SigningKey.Create();
        var options = new RuntimeOptions { TrustedKeys = [key.Public] };
        Assert.Contains("a signature by key", Assert.Throws<BundleException>(() => MetaModel.Load(_temp["line"], options)).Message, StringComparison.Ordinal);

        BundleSignature.Write(_temp["line"], key);
        using var model = MetaModel.Load(_temp["line"], options);

        Assert.Throws<ArgumentException>(() => MetaModel.Load(_temp["line"], options with { VerifyHashes = false }));
        File.AppendAllText(_temp["line/predict.onnx"], "x");
        Assert.Throws<BundleException>(() => MetaModel.Load(_temp["line"], options));
    }

    private string Refused() => Assert.Throws<BundleException>(() => MetaModel.Load(_temp["line"])).Message;

    /// <summary>Writes a file and lists it with the hash that it has.</summary>
    private void List(string file, byte[] contents)
    {
        File.WriteAllBytes(Path.Combine(_temp["line"], file), contents);
        var manifest = JsonNode.Parse(File.ReadAllBytes(_temp["line/manifest.json"]))!;
        manifest["files"]![file] = new JsonObject { ["bytes"] = contents.Length, ["sha256"] = FileDigest.Of(contents).Sha256 };
        File.WriteAllBytes(_temp["line/manifest.json"], Encoding.UTF8.GetBytes(manifest.ToJsonString()));
    }
}
