using MamlEdge.Bundle;
using MamlEdge.Cli;

namespace MamlEdge.EndToEnd.Tests;

/// <summary>Bundles whose graphs call one step function, through the commands.</summary>
public sealed class StepFunctionTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public StepFunctionTests() => File.WriteAllBytes(_folder["linear.onnx"], TinyOnnx.Linear());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_bundle_with_a_step_function_verifies_and_adapts_as_one_without()
    {
        Export("shared", 4, "--momentum", "0.5", "--meta-gradient", "--step-function");
        Export("unrolled", 4, "--momentum", "0.5", "--meta-gradient");

        Assert.True(Manifest("shared").Inner.StepFunction);
        Assert.False(Manifest("unrolled").Inner.StepFunction);
        var checks = Tool.Json("verify", _folder["shared"]).GetProperty("checks").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!, c => c.GetProperty("state").GetString());
        Assert.All(checks.Values, state => Assert.Equal("ok", state));
        Assert.Superset(new HashSet<string> { "ONNX rules", "Closure", "Second order", "Predictions", "Meta-gradient" }, checks.Keys.ToHashSet());
        Assert.Equal(Adapted("unrolled"), Adapted("shared"), (a, b) => Math.Abs(a - b) <= 1e-6 * Math.Abs(a));
    }

    [Fact]
    public void A_file_hardly_grows_with_the_number_of_steps()
    {
        Export("few", 2, "--meta-gradient", "--step-function");
        Export("many", 100, "--meta-gradient", "--step-function");

        foreach (var file in new[] { BundleFiles.Adapt, BundleFiles.Continue, BundleFiles.Meta })
        {
            var growth = (new FileInfo(_folder["many", file]).Length - new FileInfo(_folder["few", file]).Length) / 98;
            Assert.True(growth < 1000, $"{file} grows by {growth} bytes a step.");
        }
    }

    [Fact]
    public void Inspecting_shows_the_function_its_cost_and_a_drawing()
    {
        Export("bundle", 3, "--step-function");

        var adapt = Tool.Json("inspect", _folder["bundle"], "--support", "7").GetProperty("models").EnumerateArray().Single(m => m.GetProperty("name").GetString() == BundleFiles.Adapt);
        // Two steps in a function that calls that of one twice, and the third step.
        Assert.Equal([("Steps2", 1), ("Step", 1)], adapt.GetProperty("facts").GetProperty("functions").EnumerateArray().Select(f => (f.GetProperty("name").GetString()!, f.GetProperty("calls").GetInt32())));
        // Each step multiplies x [7, 2] with W [2, 1] and, for the gradient, turned with [7, 1]; the last loss takes one product more.
        Assert.Equal((3 * 2 * 14) + 14, adapt.GetProperty("cost").GetProperty("multiplyAdds").GetInt64());

        var drawing = Tool.Run("inspect", _folder["bundle"], "--mermaid", "-", "--depth", "1");
        Assert.StartsWith("flowchart TD\n", drawing.Output, StringComparison.Ordinal);
        Assert.Contains("steps", drawing.Output, StringComparison.Ordinal);
        Tool.Json("inspect", _folder["bundle", BundleFiles.Forward], "--dot", _folder["forward.dot"]);
        Assert.StartsWith("digraph", File.ReadAllText(_folder["forward.dot"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_one_drawing_of_a_graph_can_be_asked_for()
    {
        Tool.Error(Program.WrongUsage, "inspect", _folder["linear.onnx"], "--dot", "-", "--mermaid", "-");
        Export("bundle", 1);
        Tool.Error(Program.WrongUsage, "inspect", _folder["bundle", BundleFiles.Theta], "--dot", "-");
    }

    private void Export(string bundle, int steps, params string[] options) =>
        Tool.Json(["export", _folder["linear.onnx"], "--loss", "mse", "--inner-lr", "0.01", "--steps", $"{steps}", .. options, "-o", _folder[bundle]]);

    private Manifest Manifest(string bundle)
    {
        using var reader = BundleReader.Open(_folder[bundle]);
        return reader.Manifest;
    }

    private double[] Adapted(string bundle)
    {
        var data = TensorFile.Targets(_folder["data"], [1, 0, 0, 1], [2, 2], [2, 3], [2, 1]);
        Tool.Json("adapt", _folder[bundle], "--support", data, "-o", _folder[bundle + ".state"]);
        return [.. PersonalState.Load(_folder[bundle + ".state"])["W"].ToFloats().Select(w => (double)w)];
    }
}
