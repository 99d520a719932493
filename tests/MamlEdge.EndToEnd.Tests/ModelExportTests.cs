using System.Text.Json;
using MamlEdge.Bundle;
using MamlEdge.Cli;

namespace MamlEdge.EndToEnd.Tests;

public sealed class ModelExportTests : IDisposable
{
    private static readonly string[] Inner = ["--loss", "mse", "--steps", "2", "--inner-lr", "0.1"];
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_foreign_model_becomes_a_bundle_that_verifies_and_adapts()
    {
        File.WriteAllBytes(_folder["linear.onnx"], TinyOnnx.Linear());

        var exported = Tool.Json(["export", _folder["linear.onnx"], .. Inner, "-o", _folder["bundle"]]);
        var verified = Tool.Json("verify", _folder["bundle"]);
        var data = TensorFile.Targets(_folder["data"], [1, 0, 0, 1], [2, 2], [2, 3], [2, 1]);
        var adapted = Tool.Json("adapt", _folder["bundle"], "--support", data, "-o", _folder["state"]);

        Assert.Equal(2, exported.GetProperty("parameters").GetInt64());
        Assert.True(verified.GetProperty("valid").GetBoolean());
        // By hand: W = (0.5, -1), gradient of the mean of (w_i - t_i)^2 over 2 examples is w - t, so each step takes 0.9 of the rest.
        var losses = adapted.GetProperty("supportLoss").EnumerateArray().Select(l => l.GetDouble()).ToArray();
        const double First = (1.5 * 1.5 + 4 * 4) / 2;
        Assert.Equal([First, First * 0.81, First * 0.81 * 0.81], losses, (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal([2 - 1.5 * 0.81, 3 - 4 * 0.81], PersonalState.Load(_folder["state"])["W"].ToFloats().Select(w => (double)w), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void The_same_export_gives_the_same_bytes()
    {
        File.WriteAllBytes(_folder["linear.onnx"], TinyOnnx.Linear());
        string[] command = ["export", _folder["linear.onnx"], .. Inner, "--meta-gradient", "-o", _folder["bundle"]];
        Tool.Json(command);
        var first = Directory.GetFiles(_folder["bundle"]).ToDictionary(f => f, File.ReadAllBytes);

        Directory.Delete(_folder["bundle"], recursive: true);
        Tool.Json(command);

        Assert.Contains(_folder["bundle", BundleFiles.Meta], first.Keys);
        Assert.All(first, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
    }

    [Fact]
    public void Learning_rates_come_from_a_file()
    {
        File.WriteAllBytes(_folder["linear.onnx"], TinyOnnx.Linear());
        TensorFile.Write(_folder["rates"], ("W", SafeTensor.FromFloats([0.25f, 0], 2, 1)));
        var data = TensorFile.Targets(_folder["data"], [1, 0, 0, 1], [2, 2], [2, 3], [2, 1]);

        Tool.Json("export", _folder["linear.onnx"], "--loss", "mse", "--steps", "1", "--inner-lr-file", _folder["rates"], "-o", _folder["bundle"]);
        Tool.Json("adapt", _folder["bundle"], "--support", data, "-o", _folder["state"]);

        Assert.Equal([0.5f + 0.25f * 1.5f, -1], PersonalState.Load(_folder["state"])["W"].ToFloats());
        Assert.True(Tool.Json("verify", _folder["bundle"]).GetProperty("valid").GetBoolean());
    }

    [Fact]
    public void Gradients_can_be_differentiated_again()
    {
        File.WriteAllBytes(_folder["linear.onnx"], TinyOnnx.Linear());

        Tool.Json("grad", _folder["linear.onnx"], "--wrt", "x,W", "-o", _folder["first.onnx"]);
        var second = Tool.Json("grad", _folder["first.onnx"], "--of", "grad.x", "--wrt", "W", "--wrt", "grad.output.y", "--prefix", "second.", "-o", _folder["second.onnx"]);

        Assert.Equal(["second.W", "second.grad.output.y"], second.GetProperty("gradients").EnumerateArray().Select(g => g.GetString()));
        var facts = Tool.Json("inspect", _folder["second.onnx"]).GetProperty("models")[0].GetProperty("facts");
        Assert.Equal(["x", "grad.output.y", "second.output.grad.x"], Names(facts.GetProperty("inputs")));
        Assert.Equal(["y", "grad.x", "grad.W", "second.W", "second.grad.output.y"], Names(facts.GetProperty("outputs")));
    }

    [Fact]
    public void An_operator_without_a_gradient_rule_is_named_with_its_path()
    {
        File.WriteAllBytes(_folder["sorted.onnx"], new TinyOnnx().Floats("W", [2, 2], 1, 2, 3, 4)
            .Node("MatMul", ["x", "W"], "h").Node("Bernoulli", ["h"], "y").Model(2, 2));

        var error = Refused("sorted.onnx", Inner);

        Assert.Contains("Bernoulli", error, StringComparison.Ordinal);
        Assert.Contains("y", error, StringComparison.Ordinal);
        Assert.Contains("gradient", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_operator_without_a_gradient_rule_beside_the_path_is_no_error()
    {
        File.WriteAllBytes(_folder["beside.onnx"], new TinyOnnx().Floats("W", [2, 2], 1, 2, 3, 4)
            .Node("MatMul", ["x", "W"], "h").Node("Bernoulli", ["x"], "mask").Known("mask", 2).Node("Add", ["h", "mask"], "y").Model(2, 2));

        var exported = Tool.Json(["export", _folder["beside.onnx"], .. Inner, "-o", _folder["bundle"]]);

        Assert.Equal(4, exported.GetProperty("adapted").GetInt64());
    }

    [Fact]
    public void A_missing_model_is_named() => Assert.Contains("none.onnx", Refused("none.onnx", Inner), StringComparison.Ordinal);

    [Fact]
    public void A_truncated_model_is_refused()
    {
        File.WriteAllBytes(_folder["cut.onnx"], TinyOnnx.Linear()[..^20]);

        Assert.Contains("cut.onnx", Refused("cut.onnx", Inner), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("this is not a model")]
    [InlineData("")]
    public void A_file_that_is_no_model_is_refused(string text)
    {
        File.WriteAllText(_folder["text.onnx"], text);

        Assert.Contains("expected an ONNX model", Refused("text.onnx", Inner), StringComparison.Ordinal);
    }

    [Fact]
    public void A_glob_that_matches_nothing_lists_the_names()
    {
        File.WriteAllBytes(_folder["linear.onnx"], TinyOnnx.Linear());

        Assert.Contains("W", Refused("linear.onnx", [.. Inner, "--adapt", "head*"]), StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_folder_that_exists_is_kept_unless_forced()
    {
        File.WriteAllBytes(_folder["linear.onnx"], TinyOnnx.Linear());
        Directory.CreateDirectory(_folder["bundle"]);
        File.WriteAllText(_folder["bundle", "mine.txt"], "mine");
        string[] command = ["export", _folder["linear.onnx"], .. Inner, "-o", _folder["bundle"]];

        var error = Tool.Error(Program.Failed, command);

        Assert.Contains("--force", error, StringComparison.Ordinal);
        Assert.Equal(["mine.txt"], Directory.GetFiles(_folder["bundle"]).Select(Path.GetFileName));
        Tool.Json([.. command, "--force"]);
        Assert.True(File.Exists(_folder["bundle", BundleFiles.Adapt]));
    }

    [Fact]
    public void An_output_folder_that_cannot_be_written_is_named()
    {
        File.WriteAllBytes(_folder["linear.onnx"], TinyOnnx.Linear());
        File.WriteAllText(_folder["file"], "");

        var error = Tool.Error(Program.Failed, ["export", _folder["linear.onnx"], .. Inner, "-o", _folder["file", "bundle"]]);

        Assert.Contains(_folder["file", "bundle"], error, StringComparison.Ordinal);
        Assert.Equal(["file", "linear.onnx"], _folder.Contents);
    }

    [Theory]
    [InlineData("--steps", "2", "--inner-lr", "0.1")]
    [InlineData("--loss", "mse", "--inner-lr", "0.1")]
    [InlineData("--loss", "mse", "--steps", "2")]
    [InlineData("--loss", "hinge", "--steps", "2", "--inner-lr", "0.1")]
    [InlineData("--loss", "mse", "--steps", "2", "--inner-lr", "-1")]
    [InlineData("--loss", "mse", "--steps", "2", "--inner-lr", "NaN")]
    [InlineData("--loss", "mse", "--steps", "2", "--inner-lr", "0.1", "--momentum", "NaN")]
    [InlineData("--loss", "mse", "--steps", "2", "--inner-lr", "0.1", "--momentum", "1")]
    [InlineData("--loss", "mse", "--steps", "2", "--inner-lr", "0.1", "--momentum", "-0.1")]
    [InlineData("--loss", "mse", "--steps", "2", "--inner-lr", "0.1", "--name", "")]
    [InlineData("--loss", "mse", "--steps", "2", "--inner-lr", "0.1", "--checkpoint", "best")]
    public void An_incomplete_inner_loop_is_wrong_usage(params string[] options)
    {
        File.WriteAllBytes(_folder["linear.onnx"], TinyOnnx.Linear());

        var error = Tool.Error(Program.WrongUsage, ["export", _folder["linear.onnx"], .. options, "-o", _folder["bundle"]]);

        if (options.Length > 6)
            Assert.Contains(options[6], error, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(JsonElement values) => values.EnumerateArray().Select(v => v.GetString()!.Split(':')[0]);

    private string Refused(string model, string[] options)
    {
        var error = Tool.Error(Program.Failed, ["export", _folder[model], .. options, "-o", _folder["bundle"]]);
        Assert.DoesNotContain(_folder.Contents, name => name.Contains("bundle", StringComparison.Ordinal));
        return error;
    }
}
