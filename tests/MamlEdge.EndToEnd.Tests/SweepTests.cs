using System.Text.Json;
using MamlEdge.Cli;

namespace MamlEdge.EndToEnd.Tests;

public sealed class SweepTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_combination_is_trained_and_the_best_by_validation_comes_first_with_its_command()
    {
        var result = Sweep("inner-lr=0.001,0.02", "hidden=8;8,8");
        var rows = Rows(result);

        Assert.Equal(4, rows.Length);
        Assert.Equal(4, rows.Select(r => r.GetProperty("run").GetString()).Distinct().Count());
        Assert.Equal(rows.Select(Validation).Order(), rows.Select(Validation));
        var best = rows[0].GetProperty("values");
        Assert.EndsWith(
            $"--inner-lr {best.GetProperty("inner-lr").GetString()} --hidden {best.GetProperty("hidden").GetString()} -o RUN", result.GetProperty("best").GetString(), StringComparison.Ordinal);
        Assert.Contains("| inner-lr | hidden |", File.ReadAllText(_folder["sweep", "sweep.md"]), StringComparison.Ordinal);
        Assert.Contains("hidden 8,8", File.ReadAllText(_folder["sweep", "sweep.svg"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_combination_is_the_run_that_train_makes_of_the_same_options()
    {
        var row = Rows(Sweep("inner-lr=0.02"))[0];
        Tool.Json([.. Options, "--inner-lr", "0.02", "-o", _folder["alone"]]);

        var swept = row.GetProperty("run").GetString()!;
        Assert.Equal(Content(_folder["alone", "best.safetensors"]), Content(Path.Combine(swept, "best.safetensors")));
        Assert.Equal(File.ReadAllText(_folder["alone", "run.json"]).Replace(_folder["alone"], swept, StringComparison.Ordinal), File.ReadAllText(Path.Combine(swept, "run.json")));
    }

    [Fact]
    public void A_sweep_that_was_stopped_goes_on_and_keeps_what_is_done()
    {
        var first = Rows(Sweep("inner-lr=0.001"))[0].GetProperty("run").GetString()!;
        var done = File.GetLastWriteTimeUtc(Path.Combine(first, "checkpoint.safetensors"));
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var stopped = Tool.Run(stop.Token, [.. Command("inner-lr=0.001,0.02"), "--json"]).Json();

        Assert.Equal(("interrupted", 1), (stopped.GetProperty("status").GetString(), stopped.GetProperty("remaining").GetInt32()));
        Assert.Equal("completed", Sweep("inner-lr=0.001,0.02").GetProperty("status").GetString());
        Assert.Equal(done, File.GetLastWriteTimeUtc(Path.Combine(first, "checkpoint.safetensors")));
    }

    [Fact]
    public void Several_seeds_give_a_mean_and_its_spread_and_a_stopped_combination_goes_on()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        string[] command = [.. Command("inner-lr=0.001,0.02"), "--seeds", "2,5"];
        Tool.Json([.. Options, "--inner-lr", "0.001", "--seed", "2", "-o", _folder["sweep", "inner-lr=0.001+seed=2"]]);
        var stopped = Tool.Run(stop.Token, [.. command, "--json"]).Json();
        // A combination without all of its seeds has no mean yet.
        Assert.Equal(("interrupted", 2, 0), (stopped.GetProperty("status").GetString(), stopped.GetProperty("remaining").GetInt32(), Rows(stopped).Length));

        var result = Tool.Json(command);
        foreach (var row in Rows(result))
        {
            var seeds = row.GetProperty("seeds").EnumerateArray().ToArray();
            Assert.Equal([2ul, 5ul], seeds.Select(s => s.GetProperty("seed").GetUInt64()));
            var (one, two) = (Validation(seeds[0]), Validation(seeds[1]));
            Assert.NotEqual(one, two);
            Assert.Equal((one + two) / 2, Validation(row), 1e-12);
            Assert.Equal(Math.Abs(one - two) / Math.Sqrt(2), row.GetProperty("deviation").GetDouble(), 1e-12);
            Assert.Equal(seeds.MinBy(Validation).GetProperty("run").GetString(), row.GetProperty("run").GetString());
        }

        Assert.Equal(4, Directory.GetDirectories(_folder["sweep"]).Length);
        Assert.Matches("--inner-lr [0-9.]+ --seed [25] -o RUN$", result.GetProperty("best").GetString());
        Assert.Contains("standard deviation of 2 seeds", File.ReadAllText(_folder["sweep", "sweep.md"]), StringComparison.Ordinal);
        Assert.Contains("standard deviation of 2 seeds", File.ReadAllText(_folder["sweep", "sweep.svg"]), StringComparison.Ordinal);
        Assert.Contains("--seed ", Tool.Error(Program.WrongUsage, [.. command, "--seed", "3"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_diverges_is_a_row_and_not_the_end()
    {
        var rows = Rows(Sweep("inner-lr=1e30,0.02"));

        Assert.Equal([false, true], rows.Select(r => r.GetProperty("diverged").GetBoolean()));
    }

    [Fact]
    public void Other_settings_in_the_same_folder_are_refused()
    {
        Sweep("inner-lr=0.02");
        Assert.Contains("outerRate", Tool.Error(Program.Failed, [.. Command("inner-lr=0.02"), "--outer-lr", "0.1"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("different values", "inner-lr")]
    [InlineData("different values", "inner-lr=0.1,0.1")]
    [InlineData("--nothing", "nothing=1")]
    [InlineData("--inner-lr", "inner-lr=x")]
    [InlineData("--iterations", "iterations=3,4")]
    [InlineData("--steps", "steps=1,2", "steps=3")]
    [InlineData("--validate-every", "validate-every=1,0")]
    public void A_wrong_grid_is_wrong_usage_and_trains_nothing(string named, params string[] grid)
    {
        Assert.Contains(named, Tool.Error(Program.WrongUsage, Command(grid)), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["sweep"]));
    }

    private static string[] Options => ["train", "sinusoid", "--iterations", "8", "--batching", "task", "--meta-batch", "2", "--validate-every", "4", "--validation-episodes", "5"];

    private string[] Command(params string[] grid) => ["sweep", .. Options[1..], .. grid.SelectMany(g => new[] { "--grid", g }), "-o", _folder["sweep"]];

    private JsonElement Sweep(params string[] grid) => Tool.Json(Command(grid));

    private static JsonElement[] Rows(JsonElement sweep) => [.. sweep.GetProperty("rows").EnumerateArray()];

    private static double Validation(JsonElement row) => row.GetProperty("validation").GetDouble();

    /// <summary>A file of a run; of a checkpoint the tensors only, because its metadata holds the time.</summary>
    private static Dictionary<string, byte[]> Content(string file) => Bundle.Safetensors.Read(file).Entries.ToDictionary(e => e.Name, e => e.Tensor.Data.ToArray());
}
