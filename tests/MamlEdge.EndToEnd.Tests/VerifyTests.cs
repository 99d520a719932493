using MamlEdge.Cli;

namespace MamlEdge.EndToEnd.Tests;

/// <summary><c>verify</c> of bundles that it cannot check to the end, of those for one number of examples, and of what is no bundle.</summary>
public sealed class VerifyTests : IDisposable
{
    private static readonly string[] Inner = ["--loss", "mse", "--steps", "2", "--inner-lr", "0.1"];
    private static readonly string[] Structural = ["Files", "ONNX rules", "Operators", "Closure", "Opset", "Constants", "Interfaces"];
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Bernoulli")]
    [InlineData("RandomNormalLike")]
    public void A_frozen_part_that_the_reference_does_not_know_is_no_problem(string op)
    {
        File.WriteAllBytes(_folder["frozen.onnx"], new TinyOnnx().Floats("body", [2, 2], 1, 2, 3, 4).Floats("head", [2, 1], 1, 2)
            .Node("MatMul", ["x", "body"], "h").Node("Sigmoid", ["h"], "p").Node(op, ["p"], "m").Known("m", 2).Node("MatMul", ["m", "head"], "y").Model(2, 1));
        Tool.Json(["export", _folder["frozen.onnx"], .. Inner, "--adapt", "head", "-o", _folder["bundle"]]);

        var checks = Checks(_folder["bundle"]);

        Assert.Equal(Structural, checks.Where(c => c.State == "ok").Select(c => c.Name));
        Assert.Equal(["Gradient", "Second order", "Adaptation", "Losses", "Predictions", "Weights"], checks.Where(c => c.State == "unchecked").Select(c => c.Name));
        Assert.All(checks.Where(c => c.State == "unchecked"), c => Assert.Contains($"does not know how to compute {op} 'm_node'", c.Finding, StringComparison.Ordinal));
        var text = Tool.Run("verify", _folder["bundle"]);
        Assert.Equal(Program.Done, text.ExitCode);
        Assert.Contains("in order as far as it could be checked", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_free_length_besides_the_examples_is_checked_with_small_lengths_or_those_that_are_given()
    {
        File.WriteAllBytes(_folder["free.onnx"], new TinyOnnx().Floats("W", [1], 2).Node("Mul", ["x", "W"], "y").Model(2, 2));
        Tool.Json(["export", _folder["free.onnx"], .. Inner, "--shape", "x=N,T", "-o", _folder["bundle"]]);

        Assert.All(Checks(_folder["bundle"]), c => Assert.Equal("ok", c.State));
        Assert.Contains("5 examples, T = 4,", Checks(_folder["bundle"]).Single(c => c.Name == "Gradient").Finding, StringComparison.Ordinal);
        Assert.Contains("5 examples, T = 7,", Checks(_folder["bundle"], "--length", "T=7").Single(c => c.Name == "Gradient").Finding, StringComparison.Ordinal);
        Assert.Contains("There is no free length 'U'", Tool.Error(Program.Failed, "verify", _folder["bundle"], "--length", "U=7"), StringComparison.Ordinal);
        Assert.Contains("--length: expected T=N", Tool.Error(Program.WrongUsage, "verify", _folder["bundle"], "--length", "T=0"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_model_that_a_bundle_was_made_of_is_compared_with_it_on_ONNX_Runtime()
    {
        File.WriteAllBytes(_folder["linear.onnx"], TinyOnnx.Linear());
        File.WriteAllBytes(_folder["other.onnx"], new TinyOnnx().Floats("W", [2, 1], 0.5f, 1).Node("MatMul", ["x", "W"], "y").Model(2, 1));

        var exported = Tool.Json(["export", _folder["linear.onnx"], .. Inner, "-o", _folder["bundle"]]).GetProperty("original");

        Assert.Equal("ok", exported.GetProperty("state").GetString());
        Assert.Contains("linear.onnx against forward.onnx on ONNX Runtime, 5 examples", exported.GetProperty("finding").GetString(), StringComparison.Ordinal);
        Assert.Equal("ok", Checks(_folder["bundle"], "--model", _folder["linear.onnx"]).Single(c => c.Name == "Original").State);
        Assert.Equal(Program.Failed, Tool.Run("verify", _folder["bundle"], "--model", _folder["other.onnx"]).ExitCode);
    }

    [Theory]
    [InlineData("mse")]
    [InlineData("cross-entropy")]
    public void A_bundle_for_a_fixed_number_of_examples_is_checked_with_that_number(string loss)
    {
        File.WriteAllBytes(_folder["linear.onnx"], new TinyOnnx().Floats("W", [2, 2], 1, 2, 3, 4).Node("MatMul", ["x", "W"], "y").Model(2, 2));

        var exported = Tool.Run("export", _folder["linear.onnx"], "--loss", loss, "--steps", "2", "--inner-lr", "0.1", "--shape", "x=1,2", "--meta-gradient", "-o", _folder["bundle"]);

        Assert.Contains("note: the bundle takes exactly 1 example at a time", exported.Error, StringComparison.Ordinal);
        Assert.Contains("--shape 'x=N,2'", exported.Error, StringComparison.Ordinal);
        Assert.All(Checks(_folder["bundle"]), c => Assert.Equal("ok", c.State));
        Assert.Contains("exactly 1 example at a time, so it cannot take 5", Tool.Error(Program.Failed, "verify", _folder["bundle"], "--examples", "5"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_is_no_bundle_and_export_makes_one_of_it()
    {
        File.WriteAllBytes(_folder["linear.onnx"], TinyOnnx.Linear());

        var error = Tool.Error(Program.Failed, "verify", _folder["linear.onnx"]);

        Assert.Contains("got an ONNX model", error, StringComparison.Ordinal);
        Assert.Contains("maml-edge export", error, StringComparison.Ordinal);
    }

    private static (string Name, string State, string Finding)[] Checks(string bundle, params string[] options) => [.. Tool.Json(["verify", bundle, .. options]).GetProperty("checks").EnumerateArray()
        .Select(c => (c.GetProperty("name").GetString()!, c.GetProperty("state").GetString()!, c.GetProperty("finding").GetString()!))];
}
