using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Benchmarks;

/// <summary>Runs of one graph in one session.</summary>
internal sealed class GraphRuns : IContestant
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly Dictionary<string, OrtValue> _inputs;

    public GraphRuns(string name, DeviceGraph graph, GraphOptimizationLevel level = GraphOptimizationLevel.ORT_DISABLE_ALL, int examples = DeviceGraph.Examples)
    {
        Name = name;
        _session = graph.Open(level);
        _inputs = graph.Inputs(_session, examples);
    }

    public string Name { get; }

    public double SecondsPerIteration(int iterations)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < iterations; i++) _session.Run(_options, _inputs, _session.OutputNames).Dispose();
        return watch.Elapsed.TotalSeconds / iterations;
    }

    public void Dispose()
    {
        foreach (var input in _inputs.Values) input.Dispose();
        _options.Dispose();
        _session.Dispose();
    }
}
