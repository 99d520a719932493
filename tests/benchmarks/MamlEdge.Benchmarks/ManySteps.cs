using System.Diagnostics;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using Microsoft.ML.OnnxRuntime;
using Spectre.Console;

namespace MamlEdge.Benchmarks;

/// <summary>What the graphs of conv4-64 cost before they run, by the number of steps: k copies of the step, and one step as a function.</summary>
internal static class ManySteps
{
    private static readonly int[] Steps = [1, 10, 100];

    /// <summary>ONNX Runtime takes a time of about k² to load the calls of a function with free lengths.</summary>
    private const int MostStepsLoaded = 10;

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
                table.AddRow([graph, shared ? "calls of one function" : "copies", .. Steps.Select(k => Measured(k, () => write(model, k, shared)))]);
        }

        console.Profile.Width = Math.Max(console.Profile.Width, 140);
        if (warning is not null) console.WriteLine(warning);
        console.WriteLine($"conv4-64: time to export, size of the file, which takes its weights as inputs, and, up to k = {MostStepsLoaded}, time to load it with optimisation off.");
        console.Write(table);
        return 0;
    }

    /// <summary>continue.onnx of a bundle.</summary>
    private static byte[] Adapt(ForwardModel model, int steps, bool shared) =>
        OnnxWriter.Write(new AdaptationGraphs(model.Function, DeviceGraph.Loop(steps), shared).Adaptation(), "continue");

    /// <summary>meta.onnx of a bundle.</summary>
    private static byte[] Meta(ForwardModel model, int steps, bool shared) => MetaGradientModel.Write(model, DeviceGraph.Loop(steps), stepFunction: shared);

    private static string Measured(int steps, Func<byte[]> write)
    {
        var watch = Stopwatch.StartNew();
        var file = write();
        var exported = $"{watch.Elapsed.TotalSeconds:f2} s, {file.Length / 1024.0:n0} KiB";
        if (steps > MostStepsLoaded) return exported;
        watch.Restart();
        using var session = new DeviceGraph(file, null, []).Open(GraphOptimizationLevel.ORT_DISABLE_ALL);
        return $"{exported}, {watch.Elapsed.TotalSeconds:f2} s";
    }
}
