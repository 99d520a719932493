using System.Globalization;
using MamlEdge.Runtime;
using Spectre.Console;

namespace MamlEdge.Benchmarks;

/// <summary>How the manifest's figures of memory compare with what an adaptation adds to the resident memory of the process (Linux).</summary>
internal static class MemoryFigures
{
    private static readonly int[] Examples = [5, 25, 100];

    /// <summary>Runs it and prints a table.</summary>
    /// <returns>0.</returns>
    public static int Run(IAnsiConsole console)
    {
        var table = new Table { Border = TableBorder.Markdown }.AddColumns("conv4-64, adapted", "support examples", "estimated, MB", "peak above the loaded model, MB");
        foreach (var (name, adapt) in new[] { ("all", "*"), ("head", "head.*") })
        {
            foreach (var count in Examples) table.AddRow([name, $"{count}", .. Measured(adapt, count)]);
        }

        console.Write(table);
        return 0;
    }

    private static string[] Measured(string adapt, int count)
    {
        using var bundle = new DeviceBundle(Nets.Conv4, DeviceGraph.Loop(1, adapt));
        var x = new Examples(new float[count * Workload.Side * Workload.Side], count, 1, Workload.Side, Workload.Side);
        long[] labels = [.. Enumerable.Range(0, count).Select(i => (long)(i % Workload.Ways))];
        GC.Collect();
        File.WriteAllText("/proc/self/clear_refs", "5"); // the peak begins anew
        var before = Status("VmRSS:");
        bundle.Model.Adapt(x, labels, new AdaptOptions { Guard = false }).Dispose();
        return [$"{bundle.Model.Manifest.AdaptationCost!.BytesOf(count) / 1e6:f1}", $"{(Status("VmHWM:") - before) / 1e6:f1}"];
    }

    private static long Status(string field) => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
}
