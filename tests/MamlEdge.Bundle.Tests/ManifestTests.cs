using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace MamlEdge.Bundle.Tests;

public sealed class ManifestTests
{
    [Fact]
    public void What_is_written_is_read_back_to_the_same_bytes()
    {
        var json = Samples.Manifest().ToJson();

        Assert.Equal(Encoding.UTF8.GetString(json), Encoding.UTF8.GetString(Manifest.Parse(json).ToJson()));
    }

    [Fact]
    public void The_json_has_the_documented_form()
    {
        var json = JsonNode.Parse(Samples.Manifest().ToJson())!;

        Assert.Equal(1, (int)json["format"]!);
        Assert.Equal("classification", (string?)json["task"]);
        Assert.Equal("cross-entropy", (string?)json["loss"]);
        Assert.Equal("""["N",1,28,28]""", json["input"]!["shape"]!.ToJsonString());
        Assert.Equal("int64", (string?)json["target"]!["type"]);
        Assert.Equal("sgd", (string?)json["inner"]!["optimizer"]);
        Assert.Equal("single", (string?)json["inner"]!["learningRates"]);
        Assert.Equal("batch", (string?)json["normalization"]);
        Assert.Equal(ulong.MaxValue, (ulong)json["provenance"]!["seed"]!);
        Assert.Equal(["N", "S"], json["symbols"]!.AsObject().Select(p => p.Key));
        Assert.Equal(64, ((string)json["files"]!["forward.onnx"]!["sha256"]!).Length);
    }

    [Fact]
    public void Fields_of_the_future_are_skipped()
    {
        var json = JsonNode.Parse(Samples.Manifest().ToJson())!;
        json["somethingNew"] = new JsonObject { ["x"] = 1 };

        Assert.Equal("tiny-5w1s", Parse(json).Name);
    }

    [Fact]
    public void A_newer_format_is_named_even_where_the_rest_is_unreadable()
    {
        var error = Assert.Throws<BundleException>(() => Manifest.Parse("""{"format": 7, "task": 3}"""u8.ToArray()));

        Assert.Contains("format 7", error.Message, StringComparison.Ordinal);
        Assert.Contains("newer", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("format", "\"one\"", "format")]
    [InlineData("name", "null", "name")]
    [InlineData("name", "\"\"", "name")]
    [InlineData("task", "\"clustering\"", "task")]
    [InlineData("task", "1", "task")]
    [InlineData("loss", "\"mse\"", "float32 targets")]
    [InlineData("parameters", "[]", "at least one")]
    [InlineData("parameters", "[{\"name\":\"w\",\"type\":\"float16\",\"shape\":[2],\"adapted\":true}]", "expected float32 with sizes")]
    [InlineData("parameters", "[{\"name\":\"w\",\"type\":\"int64\",\"shape\":[2],\"adapted\":false}]", "float32, float16 or bfloat16")]
    [InlineData("files", "{}", "theta.safetensors")]
    [InlineData("input", "{\"name\":\"x\",\"type\":\"float32\",\"shape\":[]}", "input.shape")]
    [InlineData("input", "{\"name\":\"x\",\"type\":\"float32\",\"shape\":[\"N\",-1]}", "dimension")]
    [InlineData("input", "{\"name\":\"x\",\"shape\":[\"N\"]}", "type")]
    [InlineData("inner", "{\"optimizer\":\"sgd\",\"steps\":0}", "inner.steps")]
    [InlineData("inner", "{\"optimizer\":\"sgd\",\"steps\":2147483647}", "inner.steps")]
    [InlineData("inner", "{\"optimizer\":\"sgd\",\"steps\":6,\"continueSteps\":4}", "a number that divides 6")]
    [InlineData("inner", "{\"optimizer\":\"sgd\",\"steps\":6,\"continueSteps\":0}", "inner.continueSteps")]
    [InlineData("predictionCost", "{\"bytes\":1,\"bytesPerExample\":-1,\"flops\":1,\"flopsPerExample\":1}", "predictionCost")]
    [InlineData("output", "{\"name\":\"y\",\"type\":\"float32\",\"shape\":[\"N\",2147483647,2147483647]}", "output.shape")]
    [InlineData("parameters", "[null]", "parameters: expected entries, got null")]
    [InlineData("metrics", "[null]", "metrics: expected entries, got null")]
    [InlineData("labels", "[null]", "labels: expected entries, got null")]
    [InlineData("files", "{\"theta.safetensors\":null}", "files: expected entries, got null")]
    [InlineData("preprocessing", "{\"kind\":\"image\",\"width\":0}", "preprocessing.width")]
    [InlineData("preprocessing", "{\"kind\":\"image\",\"channels\":2}", "preprocessing.channels")]
    [InlineData("preprocessing", "{\"kind\":\"image\",\"mean\":[1,2]}", "preprocessing.mean")]
    [InlineData("preprocessing", "{\"kind\":\"window\",\"features\":[\"a\",\"b\"],\"std\":[1,0]}", "preprocessing.std")]
    [InlineData("preprocessing", "{\"kind\":\"window\",\"rate\":1e9}", "preprocessing.rate")]
    [InlineData("preprocessing", "{\"kind\":\"window\",\"maximumGap\":1e9}", "preprocessing.maximumGap")]
    public void A_faulty_field_is_named(string field, string value, string reason)
    {
        var json = JsonNode.Parse(Samples.Manifest().ToJson())!;
        json[field] = JsonNode.Parse(value);

        var error = Assert.Throws<BundleException>(() => Parse(json));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_that_may_be_left_out_are_empty()
    {
        var json = JsonNode.Parse(Samples.Manifest().ToJson())!.AsObject();
        json.Remove("symbols");
        json.Remove("metrics");

        var manifest = Parse(json);

        Assert.Empty(manifest.Symbols);
        Assert.Empty(manifest.Metrics);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/b")]
    [InlineData("C:evil")]
    public void File_names_that_leave_the_folder_are_refused(string name)
    {
        var json = JsonNode.Parse(Samples.Manifest().ToJson())!;
        json["files"]![name] = json["files"]!["forward.onnx"]!.DeepClone();

        Assert.Throws<BundleException>(() => Parse(json));
    }

    [Fact]
    public void Anything_that_is_not_a_manifest_is_refused()
    {
        foreach (var text in new[] { "", "{", "[]", "null", "{}", "\u0001" })
            Assert.Throws<BundleException>(() => Manifest.Parse(Encoding.UTF8.GetBytes(text)));
    }

    private static Manifest Parse(JsonNode json) => Manifest.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
