using MamlEdge.Cli;

namespace MamlEdge.EndToEnd.Tests;

public sealed class BenchTests
{
    [Fact]
    public void Bench_times_adapting_predicting_and_loading()
    {
        var report = Tool.Json("bench", Repository.Votes, "--runs", "5", "--examples", "6", "--steps", "4");

        var rows = report.GetProperty("latencies").EnumerateArray().ToArray();
        Assert.Equal("adapt to 6 examples, 4 steps", rows[0].GetProperty("operation").GetString());
        Assert.Equal(4, rows.Length);
        Assert.All(rows, r => Assert.True(r.GetProperty("median").GetDouble() > 0));
        Assert.All(rows, r => Assert.True(r.GetProperty("percentile95").GetDouble() >= r.GetProperty("median").GetDouble()));
    }

    [Fact]
    public void Bench_prints_a_table()
    {
        var run = Tool.Run("bench", Repository.Line, "--runs", "3");

        Assert.Equal(Program.Done, run.ExitCode);
        Assert.Contains("adapt to 5 examples, 1 step ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Bench_takes_the_options_of_sessions_and_providers()
    {
        var run = Tool.Run("bench", Repository.Line, "--runs", "3", "--threads", "2", "--spinning", "--no-arena", "--parallel", "2", "--device", "auto", "--provider", "NoSuchProvider");

        Assert.Equal(Program.Done, run.ExitCode);
        Assert.Contains("NoSuchProvider", Tool.Error(Program.Failed, "bench", Repository.Line, "--provider", "NoSuchProvider:key=value"), StringComparison.Ordinal);
    }
}
