using System.Diagnostics;
using System.Globalization;
using MamlEdge.Runtime;
using Spectre.Console;

namespace MamlEdge.Benchmarks;

/// <summary>
/// How the library's estimate of memory compares with what an adaptation adds to the resident memory of a process (Linux). Each row is a process of its own,
/// because memory that was freed stays with a process. A smaller net is adapted first, so that compiled methods are not counted.
/// </summary>
internal static class MemoryFigures
{
    private static readonly (string Name, string Adapt, int Steps)[] Kinds = [("all, k = 1", "*", 1), ("all, k = 5", "*", 5), ("head, k = 1", "head.*", 1), ("head, k = 5", "head.*", 5)];
    private static readonly int[] Examples = [5, 25, 100];

    /// <summary>Runs it and prints a table.</summary>
    /// <returns>0.</returns>
    public static int Run(IAnsiConsole console)
    {
        var table = new Table { Border = TableBorder.Markdown }.AddColumns(
            "conv4-64, adapted", "support examples", "manifest, MB", "estimate, MB", "first adaptation, MB", "with opening the graph, MB", "estimate of measured");
        foreach (var (name, adapt, steps) in Kinds)
        {
            foreach (var count in Examples)
            {
                var (warm, cold) = (InProcess(adapt, steps, count, opened: true), InProcess(adapt, steps, count, opened: false));
                table.AddRow(name, $"{count}", $"{warm[0]:f1}", $"{warm[1]:f1}", $"{warm[2]:f1}", $"{cold[2]:f1}", $"{warm[1] / cold[2]:f2}x");
            }
        }

        console.Write(table);
        return 0;
    }

    /// <summary>One row, in the process that <see cref="Run"/> starts for it: megabytes by the manifest, by the library, and measured.</summary>
    public static int Row(string adapt, int steps, int count, bool opened)
    {
        using (var small = new DeviceBundle(Nets.Conv4Of(filters: 2), DeviceGraph.Loop(steps, adapt)))
            Adapt(small.Model, 5).Dispose();
        using var bundle = new DeviceBundle(Nets.Conv4, DeviceGraph.Loop(steps, adapt), prepare: opened);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        File.WriteAllText("/proc/self/clear_refs", "5"); // the peak begins anew
        var before = Status("VmRSS:");
        using var personal = Adapt(bundle.Model, count);
        var measured = Status("VmHWM:") - before;
        Console.WriteLine(FormattableString.Invariant(
            $"{bundle.Model.Manifest.AdaptationCost!.BytesOf(count) / 1e6} {personal.Report!.EstimatedBytes!.Value / 1e6} {measured / 1e6}"));
        return 0;
    }

    private static PersonalModel Adapt(MetaModel model, int count)
    {
        var x = new Examples(new float[count * Workload.Side * Workload.Side], count, 1, Workload.Side, Workload.Side);
        long[] labels = [.. Enumerable.Range(0, count).Select(i => (long)(i % Workload.Ways))];
        return model.Adapt(x, labels, new AdaptOptions { Guard = false });
    }

    private static double[] InProcess(string adapt, int steps, int count, bool opened)
    {
        string[] arguments = [typeof(MemoryFigures).Assembly.Location, "memory", "--adapt", adapt, "--steps", $"{steps}", "--examples", $"{count}", .. opened ? ["--opened"] : Array.Empty<string>()];
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? [.. output.Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"ended with {process.ExitCode}: {output}");
    }

    private static long Status(string field) => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
}
