using System.Text.Json;
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
        foreach (var file in new[] { "run.json", "metrics.jsonl", "checkpoint.safetensors", "best.safetensors", "command.txt", "report.html" })
            Assert.True(File.Exists(Path.Combine(made.Run, file)), file);
        Assert.Equal(4, File.ReadLines(Path.Combine(made.Run, "metrics.jsonl")).Count());
        Assert.StartsWith("maml-edge train sinusoid --iterations 40", File.ReadAllText(Path.Combine(made.Run, "command.txt")), StringComparison.Ordinal);
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
    public void An_evaluation_writes_a_report()
    {
        var result = Tool.Json("eval", made.Bundle, "--task", "sinusoid", "--episodes", "4", "--steps", "3", "--report", _folder["report.html"], "--run", made.Run);

        var page = File.ReadAllText(result.GetProperty("report").GetString()!);
        Assert.Contains("Learning an unseen task", page, StringComparison.Ordinal);
        Assert.Contains("Learning to learn", page, StringComparison.Ordinal);
        Assert.Contains("Task 3", page, StringComparison.Ordinal);
        Assert.Contains("adapt to 5 examples, 3 steps", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Resuming_gives_the_run_that_never_stopped()
    {
        Tool.Json("train", "sinusoid", "--iterations", "40", "--log-every", "10", "--validate-every", "20", "-o", _folder["again"]);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var stopped = Tool.Run(stop.Token, "train", "sinusoid", "--iterations", "40", "--log-every", "10", "--validate-every", "20", "-o", _folder["stopped"], "--json");
        var resumed = Tool.Json("train", "--resume", "-o", _folder["stopped"]);

        Assert.Equal(Program.Done, stopped.ExitCode);
        Assert.Equal("interrupted", stopped.Json().GetProperty("status").GetString());
        Assert.Contains("--resume", stopped.Error, StringComparison.Ordinal);
        Assert.Equal("completed", resumed.GetProperty("status").GetString());
        Assert.Equal(Theta(Path.Combine(made.Run, "checkpoint.safetensors")), Theta(_folder["again", "checkpoint.safetensors"]));
        Assert.Equal(Theta(Path.Combine(made.Run, "checkpoint.safetensors")), Theta(_folder["stopped", "checkpoint.safetensors"]));
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

    private static double[] Means(JsonElement evaluation) =>
        [.. evaluation.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("transductive").GetProperty("mean").GetDouble())];

    private static Dictionary<string, float[]> Theta(string checkpoint) => Safetensors.Read(checkpoint).Entries.ToDictionary(e => e.Name, e => e.Tensor.ToFloats());
}
