using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Benchmarks;

/// <summary>What adapting only the head of a deep net costs, against one forward pass of the support set.</summary>
internal static class HeadOnly
{
    /// <summary>Runs it and prints one table.</summary>
    /// <returns>0.</returns>
    public static int Run(RaceSettings settings)
    {
        var model = Nets.Residual50();
        var table = new RaceTable(settings, "what");
        var forward = OfBundle(1, "head.*", BundleFiles.Forward);
        table.Race(
            ["run"],
            [
                new GraphRuns("forward pass, all optimisations", forward, GraphOptimizationLevel.ORT_ENABLE_ALL),
                new GraphRuns("forward pass, optimisation off", forward),
                .. new[] { 1, 5, 20 }.Select(k => Runs($"head adapted, k = {k}", OfBundle(k, "head.*", BundleFiles.Adapt))),
                Runs("head adapted further, k = 5", OfBundle(5, "head.*", BundleFiles.Continue)),
                .. new[] { 1, 5 }.Select(k => Runs($"all parameters adapted, k = {k}", OfBundle(k, "*", BundleFiles.Adapt))),
            ]);
        table.Race(
            ["load"],
            [
                new GraphLoads("forward.onnx, all optimisations", forward, GraphOptimizationLevel.ORT_ENABLE_ALL),
                .. new[] { BundleFiles.Adapt, BundleFiles.Continue }.Select(file => Loads($"{file} of the head, k = 5", OfBundle(5, "head.*", file))),
                Loads("adapt.onnx of all parameters, k = 5", OfBundle(5, "*", BundleFiles.Adapt)),
            ]);
        table.Print($"Adapting a residual net of 49 convolutions and a linear head, {DeviceGraph.Examples} images [16, 16, 16], one thread; adaptation graphs as the runtime library loads them.");
        return 0;

        DeviceGraph OfBundle(int steps, string adapted, string file) => DeviceGraph.OfBundle(model, DeviceGraph.Loop(steps, adapted), file);

        GraphRuns Runs(string name, DeviceGraph graph) => new(name, graph, graph.Level);

        GraphLoads Loads(string name, DeviceGraph graph) => new(name, graph, graph.Level);
    }
}
