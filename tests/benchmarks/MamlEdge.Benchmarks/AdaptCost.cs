using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Benchmarks;

/// <summary>What adapting conv4-64 costs: a run against a matrix product of as many multiply-adds, and loading the graph.</summary>
internal static class AdaptCost
{
    /// <summary>Runs it and prints one table.</summary>
    /// <returns>0.</returns>
    public static int Run(RaceSettings settings)
    {
        var table = new RaceTable(settings, "what");
        var adapt = DeviceGraph.OfBundle(Nets.Conv4, DeviceGraph.Loop(steps: 1), BundleFiles.Adapt);
        var product = DeviceGraph.Product(adapt.Cost().MultiplyAdds);
        using (var session = product.Open(GraphOptimizationLevel.ORT_DISABLE_ALL))
        {
            var sizes = string.Join(" by ", session.InputMetadata.Values.Select(input => $"[{string.Join(", ", input.Dimensions)}]"));
            table.Race(
                ["run, k = 1"],
                new GraphRuns($"one MatMul, {sizes}, {product.Cost().MultiplyAdds / 1e6:f1} M multiply-adds", product),
                new GraphRuns($"adapt.onnx, {adapt.Cost().MultiplyAdds / 1e6:f1} M multiply-adds", adapt));
        }

        foreach (var steps in new[] { 1, 5 })
        {
            var graph = DeviceGraph.OfBundle(Nets.Conv4, DeviceGraph.Loop(steps), BundleFiles.Adapt);
            table.Race(
                [$"load, k = {steps}"],
                new GraphLoads("optimisation off, as the runtime library loads it", graph, GraphOptimizationLevel.ORT_DISABLE_ALL),
                new GraphLoads("all optimisations", graph, GraphOptimizationLevel.ORT_ENABLE_ALL));
        }

        table.Print($"adapt.onnx of conv4-64, {DeviceGraph.Examples} images, cross-entropy, one thread.");
        return 0;
    }
}
