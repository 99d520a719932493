using System.Diagnostics;

namespace MamlEdge.Benchmarks;

/// <summary>An action, over and over.</summary>
internal sealed class Repeated(string name, Action act) : IContestant
{
    public string Name => name;

    public double SecondsPerIteration(int iterations)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < iterations; i++)
            act();
        return watch.Elapsed.TotalSeconds / iterations;
    }

    public void Dispose()
    {
    }
}
