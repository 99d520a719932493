using System.Diagnostics;
using MamlEdge.Bundle;
using MamlEdge.Cli;

namespace MamlEdge.EndToEnd.Tests;

/// <summary>What only a process of its own shows: exit codes, streams, signals.</summary>
public sealed class ProcessTests : IDisposable
{
    /// <summary>After this a test fails because nothing happens any more; no result depends on it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Program.Done, "doctor")]
    [InlineData(Program.Failed, "inspect", "/no/such/file")]
    [InlineData(Program.WrongUsage, "predict")]
    public async Task Exit_codes_are_those_of_the_process(int expected, params string[] args)
    {
        using var process = Start(args);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());

        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(expected, process.ExitCode);
        Assert.Equal(expected == Program.Done, (await output).Length > 0);
        Assert.Equal(expected == Program.Done, (await error).Length == 0);
    }

    [SignalFact]
    public void Interrupting_a_run_saves_it_and_exits_with_0()
    {
        using var process = Train();
        WaitFor(process, () => File.Exists(_folder["run", "metrics.jsonl"]) && new FileInfo(_folder["run", "metrics.jsonl"]).Length > 0);

        Signal(process, "INT");

        Assert.True(process.WaitForExit(Patience));
        Assert.Equal(Program.Done, process.ExitCode);
        Assert.True(Iteration() > 0);
        var exported = Tool.Json("export", _folder["run"], "-o", _folder["bundle"]);
        Assert.Equal(1761, exported.GetProperty("parameters").GetInt64());
    }

    [SignalFact]
    public void Killing_a_run_leaves_a_whole_checkpoint_that_resumes()
    {
        using var process = Train("--checkpoint-every", "1");
        WaitFor(process, () => File.Exists(_folder["run", "checkpoint.safetensors"]));

        Signal(process, "KILL");

        Assert.True(process.WaitForExit(Patience));
        var before = Iteration();
        Assert.True(before > 0);
        var resumed = Tool.Run(new CancellationToken(canceled: true), "train", "--resume", "-o", _folder["run"], "--json");
        Assert.Equal(Program.Done, resumed.ExitCode);
        Assert.Equal(before, resumed.Json().GetProperty("iteration").GetInt64());
        Tool.Json("export", _folder["run"], "-o", _folder["bundle"]);
        Assert.StartsWith("maml-edge train sinusoid --iterations 100000000", Manifest.Parse(File.ReadAllBytes(_folder["bundle", "manifest.json"])).Provenance.Command, StringComparison.Ordinal);
        Assert.Contains("maml-edge train sinusoid --iterations 100000000", File.ReadAllText(_folder["run", "report.html"]), StringComparison.Ordinal);
    }

    [SignalFact]
    public void A_killed_run_that_goes_on_ends_with_the_bytes_of_one_that_was_never_killed()
    {
        string[] Settings(int iterations) =>
            ["train", "sinusoid", "--iterations", $"{iterations}", "--batching", "task", "--log-every", "50", "--validate-every", "400", "--validation-episodes", "20"];
        var iterations = 3000;
        // On a machine that leaves this test aside for a while, the run may come to its end before the kill: then a longer one is killed.
        while (!IsKilledOnTheWay(Settings(iterations), iterations)) iterations *= 4;

        Assert.Equal("completed", Tool.Json("train", "--resume", "-o", _folder["run"]).GetProperty("status").GetString());
        Tool.Json([.. Settings(iterations), "-o", _folder["straight"]]);
        foreach (var file in new[] { "checkpoint.safetensors", "best.safetensors" })
            Assert.Equal(Tensors(_folder["straight", file]), Tensors(_folder["run", file]));
        Assert.Equal(Metrics(_folder["straight"]), Metrics(_folder["run"]));
    }

    /// <summary>Whether a run of so many iterations was killed between its first checkpoints and its end.</summary>
    private bool IsKilledOnTheWay(string[] settings, int iterations)
    {
        if (Directory.Exists(_folder["run"])) Directory.Delete(_folder["run"], recursive: true);
        using var process = Start([.. settings, "--checkpoint-minutes", "0.0005", "-o", _folder["run"]]);
        WaitFor(process, () => process.HasExited || (File.Exists(_folder["run", "best.safetensors"]) && File.Exists(_folder["run", "checkpoint.safetensors"])));
        process.Kill(); // nothing where it has ended
        Assert.True(process.WaitForExit(Patience));
        return Iteration() < iterations;
    }

    private static Dictionary<string, byte[]> Tensors(string checkpoint) => Safetensors.Read(checkpoint).Entries.ToDictionary(e => e.Name, e => e.Tensor.Data.ToArray());

    /// <summary>The lines of the log without the time, which no two runs share.</summary>
    private static string[] Metrics(string run) =>
        [.. File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(l => l[..l.IndexOf(",\"seconds\"", StringComparison.Ordinal)])];

    private long Iteration() => long.Parse(
        Safetensors.Read(_folder["run", "checkpoint.safetensors"]).Metadata["iteration"], System.Globalization.CultureInfo.InvariantCulture);

    private Process Train(params string[] options) => Start(
        ["train", "sinusoid", "--iterations", "100000000", "--log-every", "10", "--validate-every", "0", .. options, "-o", _folder["run"]]);

    private static Process Start(params string[] args)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "maml-edge.dll");
        return Process.Start(new ProcessStartInfo("dotnet", ["exec", program, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    private static void Signal(Process process, string name)
    {
        using var kill = Process.Start("kill", ["-" + name, $"{process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    private static void WaitFor(Process process, Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.False(process.HasExited, "the process ended before what it was to do");
            Assert.True(clock.Elapsed < Patience, "nothing happened in time");
            Thread.Sleep(20);
        }
    }
}
