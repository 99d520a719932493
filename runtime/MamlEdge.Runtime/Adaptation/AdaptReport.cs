namespace MamlEdge.Runtime;

/// <summary>What an adaptation did.</summary>
public sealed record AdaptReport
{
    /// <summary>Support loss before each step, and after the last: <see cref="Steps"/> + 1 values.</summary>
    public required IReadOnlyList<float> Losses { get; init; }

    /// <summary>Inner steps of this adaptation.</summary>
    public required int Steps { get; init; }

    /// <summary>Time from checked data to adapted weights, without loading graphs.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Whether the adapted weights are used.</summary>
    public required GuardDecision Guard { get; init; }

    /// <summary>The decision in words.</summary>
    public required string GuardReason { get; init; }

    /// <summary>Where it ran, and why there.</summary>
    public required ExecutionInfo Execution { get; init; }
}
