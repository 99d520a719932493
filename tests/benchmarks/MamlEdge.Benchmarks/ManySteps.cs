using System.Diagnostics;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using Spectre.Console;

namespace MamlEdge.Benchmarks;

/// <summary>Export time and file size of conv4-64 by the number of steps: k copies of the step, and one step as a function.</summary>
internal static class ManySteps
{
    private static readonly int[] Steps = [1, 10, 100];

    /// <summary>Runs it and prints one table.</summary>
    /// <returns>0.</returns>
    public static int Run(IAnsiConsole console)
    {
        var warning = MachineLoad.Warning();
        var model = Nets.Conv4;
        var table = new Table { Border = TableBorder.Markdown }.AddColumn("graph").AddColumn("steps");
        foreach (var k in Steps) table.AddColumn($"k = {k}", column => column.RightAligned());
        // The first exports compile the exporter.
        foreach (var shared in new[] { false, true }) _ = (Adapt(model, 1, shared), Meta(model, 1, shared));
        foreach (var (graph, write) in new (string, Func<ForwardModel, int, bool, byte[]>)[] { ("adapt", Adapt), ("meta-gradient", Meta) })
        {
            foreach (var shared in new[] { false, true })
                table.AddRow([graph, shared ? "calls of one function" : "copies", .. Steps.Select(k => Measured(() => write(model, k, shared)))]);
        }

        console.Profile.Width = Math.Max(console.Profile.Width, 140);
        if (warning is not null) console.WriteLine(warning);
        console.WriteLine("Export of conv4-64: seconds and size of the file, which refers to its weights in another file or takes them as inputs.");
        console.Write(table);
        return 0;
    }

    /// <summary>continue.onnx of a bundle.</summary>
    private static byte[] Adapt(ForwardModel model, int steps, bool shared) =>
        OnnxWriter.Write(new AdaptationGraphs(model.Function, DeviceGraph.Loop(steps), shared).Adaptation(), "continue");

    /// <summary>meta.onnx of a bundle.</summary>
    private static byte[] Meta(ForwardModel model, int steps, bool shared) => MetaGradientModel.Write(model, DeviceGraph.Loop(steps), stepFunction: shared);

    private static string Measured(Func<byte[]> write)
    {
        var watch = Stopwatch.StartNew();
        var file = write();
        return $"{watch.Elapsed.TotalSeconds:f2} s, {file.Length / 1024.0:n0} KiB";
    }
}
