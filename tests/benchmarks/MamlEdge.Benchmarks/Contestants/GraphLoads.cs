using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Benchmarks;

/// <summary>Loads of one graph from its bytes, each in a fresh session.</summary>
internal sealed class GraphLoads(string name, DeviceGraph graph, GraphOptimizationLevel level) : IContestant
{
    public string Name => name;

    public double SecondsPerIteration(int iterations)
    {
        var watch = new Stopwatch();
        for (var i = 0; i < iterations; i++)
        {
            watch.Start();
            var session = graph.Open(level);
            watch.Stop();
            session.Dispose();
        }

        return watch.Elapsed.TotalSeconds / iterations;
    }

    public void Dispose()
    {
    }
}
