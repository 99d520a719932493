namespace MamlEdge.Benchmarks;

/// <summary>One implementation of the meta-iteration, ready to run on the workload.</summary>
internal interface IContestant : IDisposable
{
    /// <summary>What the table calls it.</summary>
    string Name { get; }

    /// <summary>The meta-gradient of each task by itself, by parameter name: [tasks, ...], row-major.</summary>
    IReadOnlyDictionary<string, float[]> TaskGradients();

    /// <summary>Runs meta-iterations one after another and returns the seconds that one took.</summary>
    double SecondsPerIteration(int iterations);
}
