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
    public void A_free_length_besides_the_examples_leaves_the_numbers_unchecked()
    {
        File.WriteAllBytes(_folder["free.onnx"], new TinyOnnx().Floats("W", [1], 2).Node("Mul", ["x", "W"], "y").Model(2, 2));
        Tool.Json(["export", _folder["free.onnx"], .. Inner, "--shape", "x=N,T", "-o", _folder["bundle"]]);

        var checks = Checks(_folder["bundle"]);

        Assert.Equal(Structural, checks.Where(c => c.State == "ok").Select(c => c.Name));
        Assert.All(checks.Skip(Structural.Length), c => Assert.Contains("free dimension besides the examples", c.Finding, StringComparison.Ordinal));
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

    private static (string Name, string State, string Finding)[] Checks(string bundle) => [.. Tool.Json("verify", bundle).GetProperty("checks").EnumerateArray()
        .Select(c => (c.GetProperty("name").GetString()!, c.GetProperty("state").GetString()!, c.GetProperty("finding").GetString()!))];
}
