namespace MamlEdge.Benchmarks;

/// <summary>One implementation of the meta-iteration, ready to run on the workload.</summary>
internal interface IMetaContestant : IContestant
{
    /// <summary>The meta-gradient of each task by itself, by parameter name: [tasks, ...], row-major.</summary>
    IReadOnlyDictionary<string, float[]> TaskGradients();
}
