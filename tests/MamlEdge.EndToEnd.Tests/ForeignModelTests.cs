using MamlEdge.Bundle;
using MamlEdge.Cli;

namespace MamlEdge.EndToEnd.Tests;

/// <summary>Models from elsewhere on the command line: shapes that are missing, half precision, damage.</summary>
public sealed class ForeignModelTests : IDisposable
{
    private static readonly string[] Inner = ["--loss", "mse", "--steps", "2", "--inner-lr", "0.1"];
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_shape_that_cannot_be_inferred_is_named_and_can_be_given()
    {
        File.WriteAllBytes(_folder["free.onnx"], new TinyOnnx().Floats("W", [2, 1], 1, 2)
            .Node("Unique", ["x"], "u").Node("MatMul", ["u", "W"], "y").Model(2, 1));

        var error = Tool.Error(Program.Failed, "grad", _folder["free.onnx"], "--wrt", "W", "-o", _folder["grad.onnx"]);
        Tool.Json("grad", _folder["free.onnx"], "--wrt", "W", "--shape", "u=3,2", "-o", _folder["grad.onnx"]);

        Assert.Contains("--shape 'u_node=", error, StringComparison.Ordinal);
        Assert.Contains("MatMul", error, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["grad.onnx"]));
    }

    [Fact]
    public void A_batch_of_fixed_length_can_be_freed_for_export()
    {
        File.WriteAllBytes(_folder["linear.onnx"], TinyOnnx.Linear());

        Tool.Json(["export", _folder["linear.onnx"], .. Inner, "--shape", "x=7,2", "-o", _folder["seven"]]);
        Tool.Json(["export", _folder["linear.onnx"], .. Inner, "--shape", "x=M,2", "-o", _folder["free"]]);

        Assert.Equal(["7", "2"], InputShape("seven"));
        Assert.Equal(["M", "2"], InputShape("free"));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("x=1,,2")]
    [InlineData("x=-3")]
    public void A_shape_that_is_none_is_wrong_usage(string shape)
    {
        File.WriteAllBytes(_folder["linear.onnx"], TinyOnnx.Linear());

        Assert.Contains("NAME=1,3,H,W", Tool.Error(Program.WrongUsage, "grad", _folder["linear.onnx"], "--wrt", "x", "--shape", shape, "-o", _folder["grad.onnx"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Half_precision_becomes_float32_or_stays_where_nothing_is_adapted()
    {
        File.WriteAllBytes(_folder["half.onnx"], new TinyOnnx().Halves("body", [2, 2], 0.5f, 1, -1, 2).Halves("head", [2, 1], 1, -0.25f)
            .Cast("x", "c", half: true).Node("MatMul", ["c", "body"], "h").Node("MatMul", ["h", "head"], "z").Cast("z", "y", half: false).Model(2, 1));
        var data = TensorFile.Targets(_folder["data"], [1, 0, 0, 1], [2, 2], [2, 3], [2, 1]);

        foreach (var (name, options) in new[] { ("wide", Array.Empty<string>()), ("kept", ["--keep-types"]) })
        {
            Tool.Json(["export", _folder["half.onnx"], .. Inner, "--adapt", "head", .. options, "-o", _folder[name]]);
            Assert.True(Tool.Json("verify", _folder[name]).GetProperty("valid").GetBoolean());
            Tool.Json("adapt", _folder[name], "--support", data, "-o", _folder[name + ".state"]);
            Tool.Json("adapt", _folder[name], "--support", data, "--from", _folder[name + ".state"], "-o", _folder[name + ".more"]);
            Tool.Json("predict", _folder[name], "--state", _folder[name + ".state"], "--input", data);
        }

        ElementType[] Types(string bundle) => [.. Safetensors.Read(_folder[bundle, BundleFiles.Theta]).Entries.Select(e => e.Tensor.Type)];
        Assert.Equal([ElementType.Float32, ElementType.Float32], Types("wide"));
        Assert.Equal([ElementType.Float16, ElementType.Float32], Types("kept"));
        Assert.Equal(PersonalState.Load(_folder["wide.state"])["head"].ToFloats(), PersonalState.Load(_folder["kept.state"])["head"].ToFloats());
        Assert.Equal(PersonalState.Load(_folder["wide.more"])["head"].ToFloats(), PersonalState.Load(_folder["kept.more"])["head"].ToFloats());
    }

    [Fact]
    public void Damaged_models_end_in_a_result_or_a_message()
    {
        var model = new TinyOnnx().Floats("W", [2, 2], 1, 2, 3, 4).Longs("s", [2], -1, 2).Node("MatMul", ["x", "W"], "h").Node("Reshape", ["h", "s"], "r").Node("Softmax", ["r"], "y").Model(2, 2);
        var codes = new int[3];
        for (var seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            var bytes = (byte[])model.Clone();
            for (var n = random.Next(1, 4); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(5) == 0) bytes = bytes[..random.Next(bytes.Length)];
            File.WriteAllBytes(_folder["damaged.onnx"], bytes);
            string[] command = seed % 2 == 0 ? ["grad", _folder["damaged.onnx"], "--wrt", "x"] : ["export", _folder["damaged.onnx"], .. Inner, "--force"];

            var run = Tool.Run([.. command, "-o", _folder["out" + (seed % 2)]]);

            Assert.True(run.ExitCode is Program.Done or Program.Failed, $"seed {seed}: exit code {run.ExitCode}");
            Assert.False(run.Error.Contains("   at ", StringComparison.Ordinal) || run.Error.Contains("This is a defect", StringComparison.Ordinal), $"seed {seed}: {run.Error}");
            Assert.Equal(run.ExitCode == Program.Failed, run.Error.Contains("error: ", StringComparison.Ordinal));
            codes[run.ExitCode]++;
        }

        Assert.True(codes[Program.Done] > 10 && codes[Program.Failed] > 50, $"{codes[0]} done, {codes[1]} failed");
    }

    private IEnumerable<string> InputShape(string bundle) =>
        BundleReader.Open(_folder[bundle]).Manifest.Input.Shape.Select(d => d.ToString()!);
}
