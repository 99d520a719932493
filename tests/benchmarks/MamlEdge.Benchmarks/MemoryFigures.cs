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
    private static readonly (string Name, MemoryRow Row)[] Kinds =
    [
        ("conv4-64, all, k = 1", new("*", 1)),
        ("conv4-64, all, k = 5", new("*", 5)),
        ("conv4-64, head, k = 1", new("head.*", 1)),
        ("conv4-64, head, k = 5", new("head.*", 5)),
        ("residual-50, head, k = 5", new("head.*", 5) { Deep = true }),
        ("conv4-64, all, k = 5, 7 steps, checked and measured", new("*", 5) { Checked = true }),
        ("residual-50, head, k = 5, checked and measured", new("head.*", 5) { Deep = true, Checked = true }),
    ];

    private static readonly int[] Examples = [5, 25, 100];

    /// <summary>Runs it and prints a table.</summary>
    /// <returns>0.</returns>
    public static int Run(IAnsiConsole console)
    {
        var table = new Table { Border = TableBorder.Markdown }.AddColumns(
            "adapted", "support examples", "manifest, MB", "estimate, MB", "first adaptation, MB", "with opening graphs, MB", "estimate of measured");
        foreach (var (name, row) in Kinds)
        {
            foreach (var count in Examples)
            {
                var (warm, cold) = (InProcess(row with { Count = count, Opened = true }), InProcess(row with { Count = count }));
                table.AddRow(name, $"{count}", $"{warm[0]:f1}", $"{warm[1]:f1}", $"{warm[2]:f1}", $"{cold[2]:f1}", $"{warm[1] / cold[2]:f2}x");
            }
        }

        console.Profile.Width = Math.Max(console.Profile.Width, 160);
        console.Write(table);
        return 0;
    }

    /// <summary>One row, in the process that <see cref="Run"/> starts for it: megabytes by the manifest, by the library, and measured.</summary>
    public static int Measure(MemoryRow row)
    {
        using (var small = new DeviceBundle(Nets.Conv4Of(filters: 2), DeviceGraph.Loop(row.Steps, row.Adapt)))
            Adapt(small.Model, row with { Count = 10 }).Dispose();
        using var bundle = new DeviceBundle(row.Deep ? Nets.Residual50() : Nets.Conv4, DeviceGraph.Loop(row.Steps, row.Adapt), prepare: row.Opened);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        File.WriteAllText("/proc/self/clear_refs", "5"); // the peak begins anew
        var before = Status("VmRSS:");
        using var personal = Adapt(bundle.Model, row);
        var measured = Status("VmHWM:") - before;
        Console.WriteLine(FormattableString.Invariant(
            $"{bundle.Model.Manifest.AdaptationCost!.BytesOf(row.Count) / 1e6} {personal.Report!.EstimatedBytes!.Value / 1e6} {measured / 1e6}"));
        return 0;
    }

    private static PersonalModel Adapt(MetaModel model, MemoryRow row)
    {
        long[] shape = [row.Count, .. model.Manifest.Input.Shape.Skip(1).Select(d => d.Size!.Value)];
        var x = new Examples(new float[shape.Aggregate(1L, (a, b) => a * b)], shape);
        long[] labels = [.. Enumerable.Range(0, row.Count).Select(i => (long)(i % Workload.Ways))];
        return model.Adapt(x, labels, new AdaptOptions
        {
            Guard = false,
            Steps = row.Checked ? (row.Steps + 2) / model.Manifest.Inner.Stride * model.Manifest.Inner.Stride : null,
            HeldOutFolds = row.Checked ? 2 : 0,
            MeasureAccuracy = row.Checked,
        });
    }

    private static double[] InProcess(MemoryRow row)
    {
        string[] arguments =
        [
            typeof(MemoryFigures).Assembly.Location, "memory", "--adapt", row.Adapt, "--steps", $"{row.Steps}", "--examples", $"{row.Count}",
            .. row.Opened ? ["--opened"] : Array.Empty<string>(), .. row.Deep ? ["--deep"] : Array.Empty<string>(), .. row.Checked ? ["--checked"] : Array.Empty<string>(),
        ];
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

/// <summary>What one process measures.</summary>
/// <param name="Adapt">Which parameters are adapted.</param>
/// <param name="Steps">Inner steps k.</param>
internal sealed record MemoryRow(string Adapt, int Steps)
{
    /// <summary>Support examples.</summary>
    public int Count { get; init; }

    /// <summary>Whether adaptation graphs are open before.</summary>
    public bool Opened { get; init; }

    /// <summary>Whether the net is the residual one instead of conv4-64.</summary>
    public bool Deep { get; init; }

    /// <summary>Whether there is a held-out check, a measured accuracy, and a number of steps beyond k where the bundle has that.</summary>
    public bool Checked { get; init; }
}
