using System.Text;
using System.Text.Json.Nodes;
using MamlEdge.Bundle;
using Xunit;

namespace MamlEdge.Runtime.Tests;

public sealed class LoadTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_zip_adapts_and_predicts_like_the_folder()
    {
        BundleArchive.Pack(TestBundles.Path("filter"), _temp["filter.zip"]);
        using var folder = TestBundles.Load("filter");
        using var zip = MetaModel.Load(_temp["filter.zip"]);
        var (x, t) = (TestBundles.Examples(1, 4, 4, 8, 8), TestBundles.Examples(2, 4, 16));
        using var a = folder.Adapt(x, t);
        using var b = zip.Adapt(x, t);

        Assert.Equal(folder.BundleSha256, zip.BundleSha256);
        Assert.Equal(a.Predict(x).Values, b.Predict(x).Values);
        Assert.Equal(folder.Predict(x).Values, zip.Predict(x).Values);
    }

    [Theory]
    [InlineData("manifest.json")]
    [InlineData("theta.safetensors")]
    [InlineData("forward.onnx")]
    [InlineData("adapt.onnx")]
    [InlineData("continue.onnx")]
    [InlineData("predict.onnx")]
    public void A_missing_or_truncated_file_is_named(string file)
    {
        var path = Path.Combine(_temp.CopyOf("line"), file);
        var contents = File.ReadAllBytes(path);
        File.Delete(path);
        Assert.Contains(file, LoadFails("line"), StringComparison.Ordinal);

        File.WriteAllBytes(path, contents[..(contents.Length / 2)]);
        Assert.Contains(file, LoadFails("line"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_file_is_found_by_its_hash_unless_the_check_is_turned_off()
    {
        var path = Path.Combine(_temp.CopyOf("line"), BundleFiles.Theta);
        var contents = File.ReadAllBytes(path);
        contents[^1] ^= 1;
        File.WriteAllBytes(path, contents);

        Assert.Contains("SHA-256", LoadFails("line"), StringComparison.Ordinal);
        using var model = MetaModel.Load(_temp["line"], new RuntimeOptions { VerifyHashes = false });
        Assert.Equal("line", model.Manifest.Name);
    }

    [Fact]
    public void A_file_that_is_no_onnx_is_named_even_where_its_hash_is_right()
    {
        Replace("line", BundleFiles.Forward, [.. "no ONNX; theta.safetensors; theta.safetensors"u8]);

        Assert.Contains("forward.onnx: expected an ONNX graph, got", LoadFails("line"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_that_onnx_runtime_does_not_load_is_named()
    {
        var forward = File.ReadAllBytes(Path.Combine(TestBundles.Path("line"), BundleFiles.Forward));
        forward[forward.AsSpan().IndexOf("MatMul"u8)] ^= 1;
        Replace("line", BundleFiles.Forward, forward);

        Assert.Contains("forward.onnx: expected an ONNX graph that ONNX Runtime", LoadFails("line"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_forward_graph_with_its_weights_inside_is_refused()
    {
        // Everything would run, and every personal model would predict like the base model.
        Replace("line", BundleFiles.Forward, File.ReadAllBytes(Path.Combine(TestBundles.Path("line"), BundleFiles.Predict)));

        Assert.Contains("external data in theta.safetensors", LoadFails("line"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_with_other_inputs_or_outputs_than_the_format_gives_it_is_named()
    {
        Replace("line", BundleFiles.Adapt, File.ReadAllBytes(Path.Combine(TestBundles.Path("line"), BundleFiles.Continue)));
        using var model = MetaModel.Load(_temp["line"]);

        var error = Assert.Throws<BundleException>(
            () => model.Adapt(TestBundles.Examples(1, 3, 2), TestBundles.Examples(2, 3, 1)));

        Assert.Contains("adapt.onnx, inputs: expected support_x, support_y, got", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_that_differ_from_the_manifest_are_named()
    {
        Replace("line", BundleFiles.Theta, Safetensors.Write([
            new("weight", SafeTensor.FromFloats([1, 2], 1, 2)), new("bias", SafeTensor.FromFloats([1], 1))]));
        Assert.Contains("expected float32 [2, 1], as the manifest says, got float32 [1, 2]", LoadFails("line"), StringComparison.Ordinal);

        Replace("line", BundleFiles.Theta, Safetensors.Write([new("weight", SafeTensor.FromFloats([1, 2], 2, 1))]));
        Assert.Contains("a tensor 'bias'", LoadFails("line"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_format_and_a_newer_onnx_runtime_are_named()
    {
        Edit("line", manifest => manifest["minimumOnnxRuntime"] = "99.0");
        var error = Assert.Throws<ExecutionException>(() => MetaModel.Load(_temp["line"]));
        Assert.Contains("version 99.0 or newer", error.Message, StringComparison.Ordinal);

        Edit("line", manifest => manifest["format"] = 2);
        Assert.Contains("format 2", LoadFails("line"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_without_a_bundle_is_named() =>
        Assert.Contains("none.maml", LoadFails("none.maml"), StringComparison.Ordinal);

    private string LoadFails(string name) =>
        Assert.Throws<BundleException>(() => MetaModel.Load(_temp[name])).Message;

    private void Replace(string bundle, string file, byte[] contents)
    {
        if (!Directory.Exists(_temp[bundle]))
            _temp.CopyOf(bundle);
        File.WriteAllBytes(Path.Combine(_temp[bundle], file), contents);
        Edit(bundle, manifest =>
        {
            manifest["files"]![file]!["bytes"] = contents.Length;
            manifest["files"]![file]!["sha256"] = FileDigest.Of(contents).Sha256;
        });
    }

    private void Edit(string bundle, Action<JsonNode> edit)
    {
        if (!Directory.Exists(_temp[bundle]))
            _temp.CopyOf(bundle);
        var path = Path.Combine(_temp[bundle], BundleFiles.Manifest);
        var manifest = JsonNode.Parse(File.ReadAllBytes(path))!;
        edit(manifest);
        File.WriteAllBytes(path, Encoding.UTF8.GetBytes(manifest.ToJsonString()));
    }
}
