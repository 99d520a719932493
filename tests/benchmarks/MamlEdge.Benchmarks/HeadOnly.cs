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
        var table = new RaceTable(settings);
        var forward = DeviceGraph.OfBundle(model, DeviceGraph.Loop(steps: 1), BundleFiles.Forward);
        table.Race(
            [],
            [
                new GraphRuns("forward pass, optimisation off", forward),
                new GraphRuns("forward pass, all optimisations", forward, GraphOptimizationLevel.ORT_ENABLE_ALL),
                .. new[] { 1, 5, 20 }.Select(k => Adapt($"head adapted, k = {k}", k, "head.*")),
                .. new[] { 1, 5 }.Select(k => Adapt($"all parameters adapted, k = {k}", k, "*")),
            ]);
        table.Print($"Adapting a residual net of 49 convolutions and a linear head, {DeviceGraph.Examples} images [16, 16, 16], one thread.");
        return 0;

        GraphRuns Adapt(string name, int steps, string adapted) => new(name, DeviceGraph.OfBundle(model, DeviceGraph.Loop(steps, adapted), BundleFiles.Adapt));
    }
}
