using System.Text.Json;
using MamlEdge.Bundle;
using static MamlEdge.Device.Tests.Command.DeviceCommand;

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

        AssertSame(Workstation([.. adapt, _folder["a.state"]]), Json([.. adapt, _folder["b.state"]]), "state", "milliseconds");
        AssertSame(Workstation([.. predict, _folder["a.state"]]), Json([.. predict, _folder["b.state"]]));
    }

    [Fact]
    public void A_state_is_continued_and_steps_are_those_asked_for()
    {
        var support = SampleFiles.Sine(_folder["support.safetensors"]);
        Json("adapt", Repository.Sinusoid, "--support", support, "--steps", "2", "--output", _folder["a.state"], "--json");

        var further = Json("adapt", Repository.Sinusoid, "--support", support, "--steps=3", "--from", _folder["a.state"], "-o", _folder["b.state"], "--json");

        Assert.Equal((3, 4), (further.GetProperty("steps").GetInt32(), further.GetProperty("supportLoss").GetArrayLength()));
        Assert.Equal(5, PersonalState.Load(_folder["b.state"]).Origin.Steps);
    }

    [Fact]
    public void Checks_budgets_and_the_store_are_those_of_the_workstations_command()
    {
        var support = SampleFiles.Sine(_folder["support.safetensors"]);
        string[] adapt = ["adapt", Repository.Sinusoid, "--support", support, "--json", "--held-out", "5", "--select-steps", "--steps", "3", "--deadline", "60000", "--keep-support", "--person", "anna"];
        string[] predict = ["predict", Repository.Sinusoid, "--input", support, "--json", "--person", "anna", "--update", "readapt"];
        string[] from = ["--store", _folder["a"]], by = ["--store", _folder["b"]];
        AssertSame(Workstation([.. adapt, .. from]), Json([.. adapt, .. by]), "milliseconds", "heldOut", "stored");
        var twice = Json([.. adapt, .. by, "--continue"]);
        Workstation([.. adapt, .. from, "--continue"]);
        AssertSame(Workstation([.. predict, .. from]), Json([.. predict, .. by]));

        Assert.Equal(2, twice.GetProperty("stored").GetProperty("version").GetInt32());
        Assert.Equal("LeaveOneOut", twice.GetProperty("heldOut").GetProperty("method").GetString());
        Assert.Equal(10, StateStore.Open(_folder["b"]).LoadSupport("anna")!.Count);
        // One store, looked into by both commands, so that everything is the same.
        foreach (string[] states in new[] { (string[])["list"], ["history", "anna"], ["rollback", "anna", "--to", "1"], ["rollback", "anna", "--to", twice.GetProperty("stored").GetProperty("sha256").GetString()!] })
            AssertSame(Workstation(["states", _folder["b"], .. states, "--json"]), Json(["states", _folder["b"], .. states, "--json"]));
        Assert.Equal(1, Json("states", _folder["b"], "rollback", "anna", "--json").GetProperty("version").GetProperty("version").GetInt32());
        Json("states", _folder["b"], "rollback", "anna", "--to", "2", "--json");
        Assert.StartsWith("anna: version 2 of 2, sinusoid-mlp", Text("states", _folder["b"], "list"), StringComparison.Ordinal);
        Assert.Contains("2 current: sinusoid-mlp", Text("states", _folder["b"], "history", "anna"), StringComparison.Ordinal);
        Assert.Equal("'anna' is forgotten.", Text("states", _folder["b"], "forget", "anna"));
        Assert.Equal((1, "Nobody in the store is called 'anna'.\n", ""), Run(["states", _folder["b"], "forget", "anna"]));
    }

    [Fact]
    public void An_encrypted_store_takes_its_key_from_a_file()
    {
        var support = SampleFiles.Sine(_folder["support.safetensors"]);
        File.WriteAllBytes(_folder["key"], [.. Enumerable.Range(0, 32).Select(at => (byte)at)]);
        string[] store = ["--store", _folder["people"], "--person", "anna", "--key-file", _folder["key"]];
        Json(["adapt", Repository.Sinusoid, "--support", support, "--json", .. store]);

        Assert.Contains("which is encrypted, got none", Fails(1, "states", _folder["people"], "list"), StringComparison.Ordinal);
        Assert.Contains("a key: 32 bytes", Fails(1, "states", _folder["people"], "list", "--key-file", support), StringComparison.Ordinal);
        Assert.True(Json("states", _folder["people"], "list", "--json", "--key-file", _folder["key"]).GetProperty("encrypted").GetBoolean());
        Assert.Equal(Json(["predict", Repository.Sinusoid, "--input", support, "--json", .. store]).GetRawText(), Json(["predict", Repository.Sinusoid, "--input", support, "--json", .. store]).GetRawText());
    }

    [Fact]
    public void A_memory_limit_that_is_too_small_refuses_before_anything_is_written()
    {
        var support = SampleFiles.Sine(_folder["support.safetensors"]);

        Assert.Contains("AdaptOptions.MaxMemoryBytes", Fails(1, "adapt", Repository.Sinusoid, "--support", support, "--max-memory", "0.001", "--store", _folder["people"], "--person", "anna"), StringComparison.Ordinal);
        Assert.Contains("nothing there", Fails(1, "predict", Repository.Sinusoid, "--input", support, "--store", _folder["none"], "--person", "anna"), StringComparison.Ordinal);
    }

    [Fact]
    public void Info_checks_every_hash()
    {
        foreach (var file in Directory.GetFiles(Repository.Sinusoid))
            File.Copy(file, _folder[Path.GetFileName(file)]);
        Assert.Equal(1761, Json("info", _folder.Path, "--json").GetProperty("bundle").GetProperty("parameters").GetInt64());
        Assert.Contains(File.ReadAllText(_folder["manifest.json"]).Contains("adaptationCost", StringComparison.Ordinal) ? "to adapt to 5 examples" : "export the bundle again", Text("info", _folder.Path), StringComparison.Ordinal);
        File.AppendAllText(_folder["continue.onnx"], "!");

        Assert.Contains("continue.onnx", Fails(1, "info", _folder.Path), StringComparison.Ordinal);
        Assert.StartsWith("1.", Json("info", "--json").GetProperty("onnxRuntime").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Bench_tells_the_first_use_from_the_further_ones()
    {
        var base0 = Json("bench", Repository.Sinusoid, "--examples", "0", "--runs", "3", "--json");
        var adapted = Json("bench", Repository.Sinusoid, "--runs", "3", "--json");

        Assert.False(base0.GetProperty("start").TryGetProperty("adapt", out _));
        Assert.True(adapted.GetProperty("start").GetProperty("adapt").GetDouble() > 0);
        Assert.Equal(["predict 1 example, base model"], Operations(base0));
        Assert.Equal(["adapt to 5 examples", "predict 1 example, adapted model"], Operations(adapted));
        Assert.Empty(Operations(Json("bench", Repository.Omniglot, "--runs", "0", "--json")));
    }

    [Theory]
    [InlineData("fly", "Unknown command 'fly'.")]
    [InlineData("predict models --wings 2", "Unknown option '--wings'.")]
    [InlineData("predict models", "'--input' is missing: --input FILE.")]
    [InlineData("predict", "BUNDLE is missing")]
    [InlineData("bench models --device tpu", "'--device' takes auto|cpu|cuda, got 'tpu'.")]
    [InlineData("adapt models --support a", "Say where the state goes: either -o, or --store with --person.")]
    [InlineData("adapt models --support a -o b --continue", "--continue and --keep-support need --store.")]
    [InlineData("adapt models --support a --store b", "--store needs --person.")]
    [InlineData("adapt models --support a -o b --person c", "--person, --retain and --key-file need --store.")]
    [InlineData("adapt models --support a -o b --deadline soon", "'--deadline' takes a positive number, got 'soon'.")]
    [InlineData("adapt models --support a -o b --held-out 1", "'--held-out' takes a whole number of at least 2, got '1'.")]
    [InlineData("predict models --input a --state b --store c --person d", "Give --state or --store, not both.")]
    [InlineData("states people", "Expected list, history, rollback or forget after STORE")]
    [InlineData("states people forget", "forget needs NAME: the person.")]
    [InlineData("states people list --to 2", "--to belongs to rollback.")]
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
