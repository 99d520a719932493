using System.Diagnostics;
using System.Globalization;
using MamlEdge.Bundle;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Runtime;
using Spectre.Console;

namespace MamlEdge.Benchmarks;

/// <summary>
/// How the library's bound of memory compares with what adapting adds to the resident memory of a process (Linux). Each row is a process of its own that does
/// nothing else, because memory that was freed stays with a process and is used again. A small net is adapted with one step first, so that compiled methods are not counted.
/// </summary>
internal static class MemoryFigures
{
    private static readonly int[] Examples = [1, 5, 25, 100];

    private static readonly (string Name, Func<ForwardModel> Net, string Adapt, int Steps, bool Checked)[] Kinds =
    [
        ("conv4-64, all, k = 1", () => Nets.Conv4, "*", 1, false),
        ("conv4-64, all, k = 2", () => Nets.Conv4, "*", 2, false),
        ("conv4-64, all, k = 5", () => Nets.Conv4, "*", 5, false),
        ("conv4-64, all, k = 10", () => Nets.Conv4, "*", 10, false),
        ("conv4-64, head, k = 1", () => Nets.Conv4, "head.*", 1, false),
        ("conv4-64, head, k = 5", () => Nets.Conv4, "head.*", 5, false),
        ("residual-50, head, k = 5", Nets.Residual50, "head.*", 5, false),
        ("encoder block, all, k = 1", Nets.EncoderBlock, "*", 1, false),
        ("encoder block, all, k = 5", Nets.EncoderBlock, "*", 5, false),
        ("conv4-64, all, k = 5, 7 steps, checked and measured", () => Nets.Conv4, "*", 5, true),
        ("residual-50, head, k = 5, checked and measured", Nets.Residual50, "head.*", 5, true),
    ];

    /// <summary>Runs it and prints a table.</summary>
    /// <returns>0.</returns>
    public static int Run(IAnsiConsole console)
    {
        var table = new Table { Border = TableBorder.Markdown }.AddColumns(
            "adapted", "support examples", "manifest, MB", "bound, MB", "first adaptation, MB", "after three, MB", "bound of most");
        using var small = new WrittenBundle(Nets.Conv4Of(filters: 2), "*", steps: 1);
        foreach (var (name, net, adapt, steps, guarded) in Kinds)
        {
            using var bundle = new WrittenBundle(net(), adapt, steps);
            foreach (var count in Examples)
            {
                var figures = InProcess([bundle.Path, small.Path, "--examples", $"{count}", .. guarded ? ["--checked"] : Array.Empty<string>()]);
                table.AddRow(name, $"{count}", $"{figures[0]:f1}", $"{figures[1]:f1}", $"{figures[2]:f1}", $"{figures[3]:f1}", $"{figures[1] / figures[3]:f2}x");
            }
        }

        console.Profile.Width = Math.Max(console.Profile.Width, 160);
        console.Write(table);
        return 0;
    }

    /// <summary>One row, in the process that <see cref="Run"/> starts for it: megabytes by the manifest, by the library, and measured after one and after three adaptations.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="small">A smaller one.</param>
    /// <param name="examples">Support examples.</param>
    /// <param name="guarded">Whether there is a held-out check, a measured accuracy, and a number of steps beyond k where the bundle has that.</param>
    public static int Measure(string bundle, string small, int examples, bool guarded)
    {
        var options = new RuntimeOptions { Target = ExecutionTarget.Cpu };
        using (var model = MetaModel.Load(small, options))
            Adapt(model, 10, guarded).Dispose();
        using var measured = MetaModel.Load(bundle, options);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        File.WriteAllText("/proc/self/clear_refs", "5"); // the peak begins anew
        var before = Status("VmRSS:");
        using var personal = Adapt(measured, examples, guarded);
        var first = Status("VmHWM:") - before;
        for (var more = 0; more < 2; more++)
            Adapt(measured, examples, guarded).Dispose();
        Console.WriteLine(FormattableString.Invariant(
            $"{measured.Manifest.AdaptationCost!.BytesOf(examples) / 1e6} {personal.Report!.EstimatedBytes!.Value / 1e6} {first / 1e6} {(Status("VmHWM:") - before) / 1e6}"));
        return 0;
    }

    private static PersonalModel Adapt(MetaModel model, int examples, bool guarded)
    {
        long[] shape = [examples, .. model.Manifest.Input.Shape.Skip(1).Select(d => d.Size!.Value)];
        var (x, inner) = (new Examples(new float[shape.Aggregate(1L, (a, b) => a * b)], shape), model.Manifest.Inner);
        long[] labels = [.. Enumerable.Range(0, examples).Select(i => (long)(i % Workload.Ways))];
        return model.Adapt(x, labels, new AdaptOptions
        {
            Guard = false,
            Steps = guarded ? (inner.Steps + 2) / inner.Stride * inner.Stride : null,
            HeldOutFolds = guarded ? 2 : 0,
            MeasureAccuracy = guarded,
        });
    }

    private static double[] InProcess(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [typeof(MemoryFigures).Assembly.Location, "memory", .. arguments]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? [.. output.Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"ended with {process.ExitCode}: {output}");
    }

    private static long Status(string field) => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);

    /// <summary>A bundle in a temporary folder, for another process.</summary>
    private sealed class WrittenBundle : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("maml-edge-bench-");

        public WrittenBundle(ForwardModel model, string adapt, int steps) => BundleWriter.Write(
            Path, new BundleContents { Model = model, Inner = DeviceGraph.Loop(steps, adapt), Provenance = new Provenance { Tool = nameof(Benchmarks) } }, overwrite: true);

        public string Path => _folder.FullName;

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
