using MamlEdge.Bundle;
using MamlEdge.Exporter.Models;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Benchmarks;

/// <summary>Whether the exporter leaves ONNX Runtime's optimiser anything to do: runs with all optimisations and with none.</summary>
internal static class Optimisation
{
    /// <summary>Runs it and prints one table.</summary>
    /// <returns>0.</returns>
    public static int Run(RaceSettings settings)
    {
        var table = new RaceTable(settings, "net", "graph");
        foreach (var (name, model) in new[] { ("conv4-64", Nets.Conv4), ("encoder block", Nets.EncoderBlock()) })
        {
            Race(table, name, "adapt, k = 3", DeviceGraph.OfBundle(model, DeviceGraph.Loop(steps: 3), BundleFiles.Adapt));
            Race(table, name, "meta-gradient, k = 1", DeviceGraph.MetaGradient(model, DeviceGraph.Loop(steps: 1)));
        }

        table.Print($"Runs of graphs loaded with ONNX Runtime's optimisation on and off, {DeviceGraph.Examples} support and query examples, one thread.");
        return 0;
    }

    private static void Race(RaceTable table, string net, string graph, DeviceGraph device) => table.Race(
        [net, graph],
        new GraphRuns("all optimisations", device, GraphOptimizationLevel.ORT_ENABLE_ALL),
        new GraphRuns("off", device, GraphOptimizationLevel.ORT_DISABLE_ALL));
}
