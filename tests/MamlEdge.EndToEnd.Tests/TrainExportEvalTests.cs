using System.Text.Json;
using System.Text.Json.Nodes;
using MamlEdge.Bundle;
using MamlEdge.Cli;

namespace MamlEdge.EndToEnd.Tests;

public sealed class TrainExportEvalTests(SinusoidRun made) : IClassFixture<SinusoidRun>, IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_leaves_settings_metrics_checkpoint_and_a_report()
    {
        foreach (var file in new[] { "run.json", "metrics.jsonl", "checkpoint.safetensors", "best.safetensors", "report.html" })
            Assert.True(File.Exists(Path.Combine(made.Run, file)), file);
        Assert.Equal(4, File.ReadLines(Path.Combine(made.Run, "metrics.jsonl")).Count());
        Assert.StartsWith("maml-edge train sinusoid --iterations 40", Described(made.Run)["command"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_bundle_says_where_it_comes_from_and_verifies()
    {
        using var bundle = BundleReader.Open(made.Bundle);

        Assert.Equal("sinusoid-5s", bundle.Manifest.Name);
        Assert.Equal(40, bundle.Manifest.Provenance.Iterations);
        Assert.Contains("maml-edge train sinusoid", bundle.Manifest.Provenance.Command, StringComparison.Ordinal);
        Assert.True(Tool.Json("verify", made.Bundle).GetProperty("valid").GetBoolean());
    }

    [Fact]
    public void An_evaluation_repeats_and_its_figures_go_into_the_manifest()
    {
        string[] command = ["eval", made.Bundle, "--task", "sinusoid", "--episodes", "12", "--steps", "2"];
        var first = Tool.Json(command);
        var second = Tool.Json(command);
        File.WriteAllText(_folder["eval.json"], first.GetRawText());
        Tool.Json("export", made.Run, "--metrics", _folder["eval.json"], "-o", _folder["with-figures"]);

        Assert.Equal(Means(first), Means(second));
        Assert.Equal([0, 1, 2], first.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("steps").GetInt32()));
        using var bundle = BundleReader.Open(_folder["with-figures"]);
        Assert.Equal(Means(first), bundle.Manifest.Metrics.Select(m => m.Value));
        Assert.All(bundle.Manifest.Metrics, m => Assert.Equal((12, "test", 5), (m.Episodes, m.Split, m.Shots)));
    }

    [Fact]
    public void Several_bundles_shots_and_seeds_make_one_table_on_the_same_episodes()
    {
        Tool.Json("export", made.Run, "--checkpoint", "best", "--name", "other", "-o", _folder["other"]);
        string[] command = ["eval", made.Bundle, _folder["other"], "--task", "sinusoid", "--episodes", "8", "--steps", "2", "--at", "2", "--seeds", "2", "--shots", "5,10"];
        var result = Tool.Json([.. command, "--markdown", _folder["table.md"]]);
        var rows = result.GetProperty("rows").EnumerateArray().ToArray();

        Assert.Equal([("sinusoid-5s", 5), ("sinusoid-5s", 10), ("other", 5), ("other", 10)], rows.Select(r => (r.GetProperty("bundle").GetString()!, r.GetProperty("shots").GetInt32())));
        Assert.Equal([1, 2], result.GetProperty("seeds").EnumerateArray().Select(s => s.GetProperty("seed").GetInt32()));
        Assert.All(rows, r => Assert.Equal((2, 16), (r.GetProperty("steps").GetInt32(), r.GetProperty("together").GetProperty("episodes").GetInt32())));
        Assert.False(rows[0].TryGetProperty("difference", out _));
        Assert.Equal(Mean(rows[3], "together") - Mean(rows[1], "together"), Mean(rows[3], "difference"), 12);
        Assert.Equal(Mean(rows[3], "together") - Mean(rows[1], "before"), Mean(rows[3], "differenceToBefore"), 12);
        Assert.All(rows, r => Assert.Equal(Mean(r, "together") - Mean(r, "before"), Mean(r, "change"), 12));
        var text = File.ReadAllText(_folder["table.md"]);
        Assert.Equal(Tool.Run([.. command, "--markdown", "-"]).Output.TrimEnd().Split('\n')[..6], text.Split('\n')[..6]);
        Assert.Contains("| other | 10 | 2 |", text, StringComparison.Ordinal);
        Assert.Contains("| to the first before adaptation |", text, StringComparison.Ordinal);
        Assert.Contains("    maml-edge eval", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--seed and --seeds", "--seed", "1", "--seeds", "2")]
    [InlineData("--at", "--steps", "2", "--at", "3")]
    [InlineData("--report", "--run", "run")]
    [InlineData("different whole numbers", "--shots", "1,1")]
    public void Contradictory_options_of_an_evaluation_are_wrong_usage(string named, params string[] options) =>
        Assert.Contains(named, Tool.Error(Program.WrongUsage, ["eval", made.Bundle, "--task", "sinusoid", .. options]), StringComparison.Ordinal);

    [Fact]
    public void The_manifest_says_which_checkpoint_was_taken()
    {
        Tool.Json("export", made.Run, "--checkpoint", "best", "-o", _folder["best"]);
        using var latest = BundleReader.Open(made.Bundle);
        using var best = BundleReader.Open(_folder["best"]);

        Assert.Equal(("latest", "best"), (latest.Manifest.Provenance.Checkpoint, best.Manifest.Provenance.Checkpoint));
    }

    [Fact]
    public void An_evaluation_writes_a_report()
    {
        var result = Tool.Json("eval", made.Bundle, "--task", "sinusoid", "--episodes", "4", "--steps", "3", "--shots", "5,10", "--report", _folder["report.html"], "--run", made.Run);

        var page = File.ReadAllText(result.GetProperty("report").GetString()!);
        Assert.Contains("Learning an unseen task", page, StringComparison.Ordinal);
        Assert.Contains("Learning to learn", page, StringComparison.Ordinal);
        Assert.Contains("Validation", page, StringComparison.Ordinal);
        Assert.Contains("Task by task", page, StringComparison.Ordinal);
        Assert.Contains("Adapting changes the MSE by", page, StringComparison.Ordinal);
        Assert.Contains("More examples", page, StringComparison.Ordinal);
        Assert.Contains("Task 3", page, StringComparison.Ordinal);
        Assert.Contains("adapt to 5 examples, 3 steps", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Resuming_gives_the_run_that_never_stopped()
    {
        Tool.Json([.. SinusoidRun.Train, "-o", _folder["again"]]);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var stopped = Tool.Run(stop.Token, [.. SinusoidRun.Train, "-o", _folder["stopped"], "--json"]);
        var resumed = Tool.Json("train", "--resume", "-o", _folder["stopped"]);

        Assert.Equal(Program.Done, stopped.ExitCode);
        Assert.Equal("interrupted", stopped.Json().GetProperty("status").GetString());
        Assert.Contains("--resume", stopped.Error, StringComparison.Ordinal);
        Assert.Equal("completed", resumed.GetProperty("status").GetString());
        Assert.Equal(Theta(Path.Combine(made.Run, "checkpoint.safetensors")), Theta(_folder["again", "checkpoint.safetensors"]));
        Assert.Equal(Theta(Path.Combine(made.Run, "checkpoint.safetensors")), Theta(_folder["stopped", "checkpoint.safetensors"]));
    }

    [Fact]
    public void The_run_json_of_a_run_repeats_it_bit_for_bit()
    {
        Tool.Json("train", "--config", Path.Combine(made.Run, "run.json"), "-o", _folder["again"]);

        foreach (var file in new[] { "checkpoint.safetensors", "best.safetensors" })
            Assert.Equal(Theta(Path.Combine(made.Run, file)), Theta(_folder["again", file]));
        var (first, again) = (Described(made.Run), Described(_folder["again"]));
        Assert.StartsWith("maml-edge train --config", again["command"]!.GetValue<string>(), StringComparison.Ordinal);
        first.Remove("command");
        again.Remove("command");
        Assert.Equal(first.ToJsonString(), again.ToJsonString());
    }

    [Fact]
    public void A_repeat_that_cannot_give_the_same_bits_says_why()
    {
        var other = File.ReadAllText(Path.Combine(made.Run, "run.json")).Replace(Fingerprint("graph"), "0123", StringComparison.Ordinal).Replace(Fingerprint("data"), "4567", StringComparison.Ordinal);
        File.WriteAllText(_folder["run.json"], other);

        var repeat = Tool.Run("train", "--config", _folder["run.json"], "-o", _folder["again"]);
        var different = Tool.Run("train", "--config", _folder["run.json"], "--seed", "2", "-o", _folder["different"]);

        Assert.Equal((Program.Done, Program.Done), (repeat.ExitCode, different.ExitCode));
        Assert.Contains("not to the bit what the run of the settings gives: the data, or how it is read, gives other examples; this version of MamlEdge computes another graph.", repeat.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("to the bit", different.Error, StringComparison.Ordinal);

        string Fingerprint(string name) => Described(made.Run)["parts"]![0]!["fingerprint"]![name]!.GetValue<string>();
    }

    [Fact]
    public void Event_files_of_runs_of_one_name_lie_side_by_side()
    {
        string[] brief = ["train", "sinusoid", "--iterations", "2", "--validate-every", "0", "--tensorboard", _folder["events"]];
        foreach (var parent in new[] { "one", "other" }) Tool.Json([.. brief, "-o", _folder[parent, "run"]]);
        Tool.Json("train", "--resume", "-o", _folder["one", "run"]);

        Assert.Equal(["run", "run-2"], Directory.GetDirectories(_folder["events"]).Select(Path.GetFileName).Order());
        Assert.All(Directory.GetDirectories(_folder["events"]), folder => Assert.Single(Directory.GetFiles(folder)));
    }

    [Fact]
    public void Options_beside_a_run_json_win()
    {
        Tool.Json("train", "sinusoid", "--config", made.Run, "--iterations", "2", "--inner-lr", "0.02", "-o", _folder["changed"]);
        var settings = JsonDocument.Parse(File.ReadAllBytes(_folder["changed", "run.json"])).RootElement.GetProperty("settings");

        Assert.Equal((2, 10), (settings.GetProperty("iterations").GetInt32(), settings.GetProperty("logEvery").GetInt32()));
        Assert.Equal(0.02, settings.GetProperty("inner").GetProperty("learningRate").GetDouble());
    }

    [Fact]
    public void Contradictions_to_a_run_json_are_wrong_usage()
    {
        Assert.Contains("'sinusoid', not 'omniglot'", Tool.Error(Program.WrongUsage, "train", "omniglot", "--config", made.Run, "-o", _folder["x"]), StringComparison.Ordinal);
        Assert.Contains("--resume", Tool.Error(Program.WrongUsage, "train", "--resume", "--config", made.Run, "-o", made.Run), StringComparison.Ordinal);
        Assert.Contains("patience", Tool.Error(Program.WrongUsage, "train", "--config", made.Run, "--validate-every", "0", "--patience", "2", "-o", _folder["x"]), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["x"]));
    }

    [Fact]
    public void A_misspelt_setting_in_a_run_json_is_named()
    {
        File.WriteAllText(_folder["run.json"], File.ReadAllText(Path.Combine(made.Run, "run.json")).Replace("\"metaBatch\"", "\"metabatch\"", StringComparison.Ordinal));
        Assert.Contains("metabatch", Tool.Error(Program.Failed, "train", "--config", _folder["run.json"], "-o", _folder["x"]), StringComparison.Ordinal);
        Tool.Error(Program.Failed, "train", "--config", _folder["none.json"], "-o", _folder["x"]);
    }

    [Fact]
    public void A_run_that_stops_early_says_which_checkpoint_to_ship()
    {
        var run = Tool.Run(
            "train", "sinusoid", "--iterations", "400", "--validate-every", "1", "--validation-episodes", "2", "--patience", "1", "--outer-lr", "1e-9", "-o", _folder["early"], "--json");

        Assert.Equal("stopped-early", run.Json().GetProperty("status").GetString());
        Assert.InRange(run.Json().GetProperty("iteration").GetInt64(), 2, 399);
        Assert.Contains("--checkpoint best", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_folder_that_exists_is_refused() =>
        Assert.Contains("--resume", Tool.Error(Program.Failed, "train", "sinusoid", "-o", made.Run), StringComparison.Ordinal);

    [Fact]
    public void Other_settings_on_resume_are_refused_and_named()
    {
        var error = Tool.Error(Program.Failed, "train", "--resume", "-o", made.Run, "--inner-lr", "0.5");

        Assert.Contains("learningRate", error, StringComparison.Ordinal);
        Assert.Contains("0.5", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bundle_of_more_than_ten_steps_is_measured_after_those_that_it_takes()
    {
        Tool.Json("train", "sinusoid", "--eval-steps", "12", "--momentum", "0.5", "--iterations", "1", "--validate-every", "0", "-o", _folder["run"]);
        Tool.Json("export", _folder["run"], "-o", _folder["bundle"]);
        string[] eval = ["eval", _folder["bundle"], "--task", "sinusoid", "--episodes", "2", "--queries", "5"];

        var result = Tool.Json(eval);

        Assert.Equal(12, result.GetProperty("figureSteps").GetInt32());
        Assert.Contains("It takes 12 steps at once, so the table shows 0, 12 steps.", Tool.Run(eval).Output, StringComparison.Ordinal);
        Assert.Equal(12, result.GetProperty("steps")[result.GetProperty("steps").GetArrayLength() - 1].GetProperty("steps").GetInt32());
    }

    [Theory]
    [InlineData("train", "nothing", "-o", "run")]
    [InlineData("train", "-o", "run")]
    [InlineData("train", "sinusoid", "-o", "run", "--algorithm", "magic")]
    [InlineData("train", "sinusoid", "-o", "run", "--iterations", "-1")]
    [InlineData("train", "sinusoid", "-o", "run", "--filters", "8")]
    [InlineData("train", "sinusoid", "-o", "run", "--hidden", "40,x")]
    [InlineData("eval", "bundle", "--task", "nothing")]
    public void An_unknown_task_or_setting_is_wrong_usage(params string[] args) => Tool.Error(Program.WrongUsage, args);

    [Fact]
    public void A_folder_that_is_no_run_is_refused() =>
        Assert.Contains("run.json", Tool.Error(Program.Failed, "export", _folder.Path, "-o", _folder["bundle"]), StringComparison.Ordinal);

    private static JsonObject Described(string run) => JsonNode.Parse(File.ReadAllBytes(Path.Combine(run, "run.json")))!.AsObject();

    private static double Mean(JsonElement row, string estimate) => row.GetProperty(estimate).GetProperty("mean").GetDouble();

    private static double[] Means(JsonElement evaluation) =>
        [.. evaluation.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("transductive").GetProperty("mean").GetDouble())];

    private static Dictionary<string, float[]> Theta(string checkpoint) => Safetensors.Read(checkpoint).Entries.ToDictionary(e => e.Name, e => e.Tensor.ToFloats());
}
