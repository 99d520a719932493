using MamlEdge.Bundle;
using MamlEdge.Cli;

namespace MamlEdge.EndToEnd.Tests;

/// <summary>What export records, warns of and refuses, and how inspect shows it.</summary>
public sealed class ExportDecisionTests : IDisposable
{
    private static readonly string[] Inner = ["--loss", "mse", "--steps", "2", "--inner-lr", "0.1"];
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Learning_rates_that_are_no_numbers_are_refused()
    {
        File.WriteAllBytes(_folder["linear.onnx"], TinyOnnx.Linear());
        TensorFile.Write(_folder["rates"], ("W", SafeTensor.FromFloats([0.25f, float.NaN], 2, 1)));

        var error = Tool.Error(Program.Failed, "export", _folder["linear.onnx"], "--loss", "mse", "--steps", "1", "--inner-lr-file", _folder["rates"], "-o", _folder["bundle"]);

        Assert.Contains("the learning rates of 'W' hold NaN", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_a_bundle_is_written_does_not_change_it_so_states_of_the_same_model_load()
    {
        File.WriteAllBytes(_folder["linear.onnx"], TinyOnnx.Linear());
        var data = TensorFile.Targets(_folder["data"], [1, 0, 0, 1], [2, 2], [2, 3], [2, 1]);
        string Sha(string bundle) => BundleReader.Open(_folder[bundle]).Sha256;
        Tool.Json(["export", _folder["linear.onnx"], .. Inner, "-o", _folder["bundle"]]);
        Tool.Json("adapt", _folder["bundle"], "--support", data, "-o", _folder["state"]);
        var before = Sha("bundle");

        Tool.Json(["export", "--force", "--output=" + _folder["bundle"], _folder["linear.onnx"], .. Inner]);
        Directory.CreateDirectory(_folder["models"]);
        File.Copy(_folder["linear.onnx"], _folder["models", "linear.onnx"]);
        Tool.Json(["export", "-o", _folder["other"], _folder["models", "linear.onnx"], .. Inner]);
        Tool.Json("predict", _folder["other"], "--state", _folder["state"], "--input", data);

        var command = BundleReader.Open(_folder["other"]).Manifest.Provenance.Command;
        Assert.Equal($"maml-edge export linear.onnx {string.Join(' ', Inner)}", command);
        Assert.Equal([before, before], [Sha("bundle"), Sha("other")]);
    }

    [Theory]
    [InlineData("Softmax", "cross-entropy", true)]
    [InlineData("Sigmoid", "bce", true)]
    [InlineData("Softmax", "mse", false)]
    [InlineData("LogSoftmax", "cross-entropy", false)]
    public void A_model_that_ends_in_what_the_loss_applies_itself_is_warned_of(string op, string loss, bool warned)
    {
        File.WriteAllBytes(_folder["model.onnx"], new TinyOnnx().Floats("W", [2, 2], 1, 2, 3, 4).Node("MatMul", ["x", "W"], "h").Node(op, ["h"], "y").Model(2, 2));

        var run = Tool.Run("export", _folder["model.onnx"], "--loss", loss, "--steps", "1", "--inner-lr", "0.1", "-o", _folder["bundle"], "--json");

        Assert.Equal(Program.Done, run.ExitCode);
        Assert.Equal(warned, run.Error.Contains($"warning: the model ends in {op} 'y_node'", StringComparison.Ordinal));
    }

    [Fact]
    public void Inspect_lists_parameters_and_learning_rates_and_draws_only_what_is_asked_for()
    {
        File.WriteAllBytes(_folder["linear.onnx"], TinyOnnx.Linear());
        TensorFile.Write(_folder["rates"], ("W", SafeTensor.FromFloats([0.25f, 0], 2, 1)));
        Tool.Json("export", _folder["linear.onnx"], "--loss", "mse", "--steps", "1", "--inner-lr-file", _folder["rates"], "-o", _folder["bundle"]);

        var tensors = Tool.Json("inspect", _folder["bundle"]).GetProperty("tensors").EnumerateArray().Select(t => $"{t.GetProperty("name")}: {t.GetProperty("type")}");

        Assert.Equal(["W: float32, adapted", "lr.W: float32, learning rate"], tensors);
        Assert.Contains("--depth", Tool.Error(Program.WrongUsage, "inspect", _folder["bundle"], "--depth", "2"), StringComparison.Ordinal);
        Assert.Contains("--graph", Tool.Error(Program.WrongUsage, "inspect", _folder["bundle"], "--graph", "predict.onnx"), StringComparison.Ordinal);
        Assert.Contains("--graph", Tool.Error(Program.WrongUsage, "inspect", _folder["linear.onnx"], "--graph", "predict.onnx", "--dot", "-"), StringComparison.Ordinal);
        Assert.Contains("--depth", Tool.Error(Program.WrongUsage, "inspect", _folder["rates"], "--depth", "2"), StringComparison.Ordinal);
    }
}
