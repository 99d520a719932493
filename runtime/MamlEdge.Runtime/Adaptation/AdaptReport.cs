namespace MamlEdge.Runtime;

/// <summary>What an adaptation did.</summary>
public sealed record AdaptReport
{
    /// <summary>Support loss before each step, and after the last: <see cref="Steps"/> + 1 values; none where no run began or ended in time.</summary>
    public required IReadOnlyList<float> Losses { get; init; }

    /// <summary>Inner steps of this adaptation, also where the starting weights were kept after all.</summary>
    public required int Steps { get; init; }

    /// <summary>Time from checked data to adapted weights, without loading graphs; with the held-out check and accuracies, where they were asked for.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Whether the adapted weights are used.</summary>
    public required GuardDecision Guard { get; init; }

    /// <summary>The decision in words.</summary>
    public required string GuardReason { get; init; }

    /// <summary>What the held-out check found; null where none was asked for.</summary>
    public HeldOutReport? HeldOut { get; init; }

    /// <summary>Share of support answers that the starting weights have right; null where it was not measured.</summary>
    public double? AccuracyBefore { get; init; }

    /// <summary>The same of the weights that are used.</summary>
    public double? AccuracyAfter { get; init; }

    /// <summary>Whether <see cref="AdaptOptions.Deadline"/> ended it early.</summary>
    public bool DeadlineReached { get; init; }

    /// <summary>Support examples that a run took: more than were given where classes were balanced.</summary>
    public required int Examples { get; init; }

    /// <summary>Classes of the state that was continued of which the support set shows no example: the model forgets them.</summary>
    public IReadOnlyList<int> ClassesWithoutExamples { get; init; } = [];

    /// <summary>Memory that adapting takes at most (<see cref="AdaptationMemory"/>), bytes; null where the manifest has no figures.</summary>
    public long? EstimatedBytes { get; init; }

    /// <summary>Where it ran, and why there.</summary>
    public required ExecutionInfo Execution { get; init; }
}
