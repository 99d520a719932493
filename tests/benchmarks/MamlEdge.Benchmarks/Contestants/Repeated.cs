using System.Diagnostics;

namespace MamlEdge.Benchmarks;

/// <summary>An action of this process that is repeated.</summary>
internal sealed class Repeated(string name, Action once) : IContestant
{
    public string Name => name;

    public double SecondsPerIteration(int iterations)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < iterations; i++) once();
        return watch.Elapsed.TotalSeconds / iterations;
    }

    public void Dispose()
    {
    }
}
