using System.Diagnostics;
using System.Text.Json;
using Spectre.Console;

namespace MamlEdge.Benchmarks;

/// <summary>
/// From the start of the process of maml-edge-device to its end, with one prediction in between: of the model as it was trained,
/// and of one that was adapted before. Both take turns.
/// </summary>
internal static class StartUp
{
    /// <summary>Runs it and prints one table.</summary>
    /// <param name="program">maml-edge-device.</param>
    /// <param name="bundle">The bundle.</param>
    /// <param name="rounds">Processes of each kind.</param>
    /// <param name="console">Takes the table.</param>
    /// <returns>0.</returns>
    public static int Run(string program, string bundle, int rounds, IAnsiConsole console)
    {
        (string Name, string Examples, List<Figures> All)[] kinds = [("first base prediction", "0", []), ("first personalised prediction, 5 examples", "5", [])];
        foreach (var kind in kinds)
            _ = Start(program, bundle, kind.Examples); // the first one reads from the disk
        for (var round = 0; round < rounds; round++)
        {
            foreach (var kind in kinds)
                kind.All.Add(Start(program, bundle, kind.Examples));
        }

        var table = new Table().AddColumns("start of the process to", "ms, median", "ms, least", "load", "adapt", "predict", "MB resident, most");
        foreach (var (name, _, all) in kinds)
        {
            table.AddRow(
                name, $"{Median(all, one => one.Whole):f1}", $"{all.Min(one => one.Whole):f1}", $"{Median(all, one => one.Load):f1}",
                $"{Median(all, one => one.Adapt):f1}", $"{Median(all, one => one.Predict):f1}", $"{all.Max(one => one.Megabytes):f1}");
        }

        console.Write(table);
        console.WriteLine($"{rounds} processes of each, taking turns; whole processes with their output, the parts are medians of their own.");
        console.WriteLine($"{Path.GetFileName(program)}: {new FileInfo(program).Length / 1e6:f2} MB. MamlEdge.Runtime.dll: {new FileInfo(typeof(Runtime.MetaModel).Assembly.Location).Length / 1e3:f0} KB.");
        return 0;
    }

    private static Figures Start(string program, string bundle, string examples)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, ["bench", bundle, "--runs", "0", "--examples", examples, "--json"]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var whole = watch.Elapsed.TotalMilliseconds;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {output}");
        var start = JsonDocument.Parse(output).RootElement.GetProperty("start");
        return new Figures(
            whole,
            start.GetProperty("load").GetDouble(),
            start.TryGetProperty("adapt", out var adapt) ? adapt.GetDouble() : 0,
            start.GetProperty("predict").GetDouble(),
            start.GetProperty("peakResidentBytes").GetDouble() / 1e6);
    }

    private static double Median(List<Figures> all, Func<Figures, double> part) => all.Select(part).Order().ElementAt(all.Count / 2);

    private sealed record Figures(double Whole, double Load, double Adapt, double Predict, double Megabytes);
}
