using System.Text.Json;
using MamlEdge.Bundle;

namespace MamlEdge.Device.Tests.Command;

/// <summary>The command in this process.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("omniglot-5w1s")]
    [InlineData("sinusoid-mlp")]
    public void Its_json_is_that_of_the_workstations_command(string bundle)
    {
        var path = Repository.At("models", bundle);
        var support = bundle == "sinusoid-mlp" ? SampleFiles.Sine(_folder["support.safetensors"]) : SampleFiles.Drawings(_folder["support.safetensors"]);
        string[] adapt = ["adapt", path, "--support", support, "--json", "-o"], predict = ["predict", path, "--input", support, "--json", "--state"];

        AssertSame(Workstation([.. adapt, _folder["a.state"]]), Device([.. adapt, _folder["b.state"]]), "state", "milliseconds");
        AssertSame(Workstation([.. predict, _folder["a.state"]]), Device([.. predict, _folder["b.state"]]));
    }

    [Fact]
    public void A_state_is_continued_and_steps_are_those_asked_for()
    {
        var support = SampleFiles.Sine(_folder["support.safetensors"]);
        Device("adapt", Repository.Sinusoid, "--support", support, "--steps", "2", "--output", _folder["a.state"], "--json");

        var further = Device("adapt", Repository.Sinusoid, "--support", support, "--steps=3", "--from", _folder["a.state"], "-o", _folder["b.state"], "--json");

        Assert.Equal((3, 4), (further.GetProperty("steps").GetInt32(), further.GetProperty("supportLoss").GetArrayLength()));
        Assert.Equal(5, PersonalState.Load(_folder["b.state"]).Origin.Steps);
    }

    [Fact]
    public void Info_checks_every_hash()
    {
        foreach (var file in Directory.GetFiles(Repository.Sinusoid))
            File.Copy(file, _folder[Path.GetFileName(file)]);
        Assert.Equal(1761, Device("info", _folder.Path, "--json").GetProperty("bundle").GetProperty("parameters").GetInt64());
        File.AppendAllText(_folder["continue.onnx"], "!");

        Assert.Contains("continue.onnx", Fails(1, "info", _folder.Path), StringComparison.Ordinal);
        Assert.StartsWith("1.", Device("info", "--json").GetProperty("onnxRuntime").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Bench_tells_the_first_use_from_the_further_ones()
    {
        var base0 = Device("bench", Repository.Sinusoid, "--examples", "0", "--runs", "3", "--json");
        var adapted = Device("bench", Repository.Sinusoid, "--runs", "3", "--json");

        Assert.False(base0.GetProperty("start").TryGetProperty("adapt", out _));
        Assert.True(adapted.GetProperty("start").GetProperty("adapt").GetDouble() > 0);
        Assert.Equal(["predict 1 example, base model"], Operations(base0));
        Assert.Equal(["adapt to 5 examples", "predict 1 example, adapted model"], Operations(adapted));
        Assert.Empty(Operations(Device("bench", Repository.Omniglot, "--runs", "0", "--json")));
    }

    [Theory]
    [InlineData("fly", "Unknown command 'fly'.")]
    [InlineData("predict models --wings 2", "Unknown option '--wings'.")]
    [InlineData("predict models", "'--input' is missing: --input FILE.")]
    [InlineData("predict", "BUNDLE is missing")]
    [InlineData("bench models --device tpu", "'--device' takes auto|cpu|cuda, got 'tpu'.")]
    [InlineData("adapt models --support a -o b --steps none", "'--steps' takes a whole number of at least 1, got 'none'.")]
    public void A_wrong_command_line_is_said_with_the_way_to_the_help(string line, string message)
    {
        var error = Fails(2, line.Split(' '));

        Assert.StartsWith("error: " + message, error, StringComparison.Ordinal);
        Assert.EndsWith("--help' for the usage.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_are_no_integers_are_refused()
    {
        var file = _folder["support.safetensors"];
        File.WriteAllBytes(file, Safetensors.Write(
        [
            KeyValuePair.Create("x", SafeTensor.FromFloats(SampleFiles.Drawing(5), 5, 1, 28, 28)),
            KeyValuePair.Create("y", SafeTensor.FromFloats([0f, 1, 2, 3, 4], 5)),
        ]));

        Assert.Contains("expected integer class labels", Fails(1, "adapt", Repository.Omniglot, "--support", file, "-o", _folder["s"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_command_has_a_help_with_its_options()
    {
        Assert.Contains("adapt", Text("--help"), StringComparison.Ordinal);
        Assert.Equal(Text("--help"), Text());
        Assert.Contains("--support FILE", Text("adapt", "--help"), StringComparison.Ordinal);
        Assert.Matches(@"^\d+\.\d+\.\d+$", Text("--version"));
    }

    private static string Text(params string[] args)
    {
        var (exitCode, output, error) = Run(args);
        Assert.Equal((0, ""), (exitCode, error));
        return output.TrimEnd();
    }

    private static string Fails(int expected, params string[] args)
    {
        var (exitCode, output, error) = Run(args);
        Assert.Equal((expected, ""), (exitCode, output));
        return error.TrimEnd();
    }

    private static (int ExitCode, string Output, string Error) Run(string[] args)
    {
        using var stdout = new StringWriter();
        using var stderr = new StringWriter();
        return (Program.Run(args, stdout, stderr), stdout.ToString(), stderr.ToString());
    }

    private static JsonElement Device(params string[] args)
    {
        var (exitCode, output, error) = Run(args);
        Assert.True(exitCode == 0, error);
        return JsonDocument.Parse(output).RootElement;
    }

    private static JsonElement Workstation(params string[] args)
    {
        using var stdout = new StringWriter();
        using var stderr = new StringWriter();
        Assert.Equal(0, Cli.Program.Run(args, stdout, stderr));
        return JsonDocument.Parse(stdout.ToString()).RootElement;
    }

    private static string[] Operations(JsonElement bench) => [.. bench.GetProperty("latencies").EnumerateArray().Select(row => row.GetProperty("operation").GetString()!)];

    // The workstation's command may say more than the device's.
    private static void AssertSame(JsonElement workstation, JsonElement device, params string[] except) =>
        Assert.All(device.EnumerateObject(), field =>
        {
            var expected = workstation.GetProperty(field.Name).GetRawText();
            if (!except.Contains(field.Name))
                Assert.Equal(expected, field.Value.GetRawText());
        });
}
