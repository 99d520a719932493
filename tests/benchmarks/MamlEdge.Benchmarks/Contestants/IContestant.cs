namespace MamlEdge.Benchmarks;

/// <summary>Something that can be repeated and timed, ready to run.</summary>
internal interface IContestant : IDisposable
{
    /// <summary>What the table calls it.</summary>
    string Name { get; }

    /// <summary>Runs iterations one after another and returns the seconds that one took.</summary>
    double SecondsPerIteration(int iterations);
}
