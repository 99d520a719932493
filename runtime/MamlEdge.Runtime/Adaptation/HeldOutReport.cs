namespace MamlEdge.Runtime;

/// <summary>What the held-out check found. Lists have an entry for each of <see cref="Steps"/>.</summary>
public sealed record HeldOutReport
{
    /// <summary>How the support set was divided.</summary>
    public required HeldOutMethod Method { get; init; }

    /// <summary>The outcome in words.</summary>
    public required string Reason { get; init; }

    /// <summary>Folds that were run; fewer than <see cref="PlannedFolds"/> where the deadline left no time for more.</summary>
    public int Folds { get; init; }

    /// <summary>Folds that the support set was divided into.</summary>
    public int PlannedFolds { get; init; }

    /// <summary>Examples that were predicted without having been learned from.</summary>
    public int Examples { get; init; }

    /// <summary>Numbers of steps that were compared, 0 first.</summary>
    public IReadOnlyList<int> Steps { get; init; } = [];

    /// <summary>Mean loss of the held-out examples.</summary>
    public IReadOnlyList<double> Losses { get; init; } = [];

    /// <summary>Share of held-out answers that are right; empty for a regression.</summary>
    public IReadOnlyList<double> Accuracies { get; init; } = [];

    /// <summary>The number of steps that is best, with which the whole support set is adapted to.</summary>
    public int BestSteps { get; init; }

    /// <summary>The same; null where there was nothing to choose by.</summary>
    internal int? Chosen => Method == HeldOutMethod.NotPossible ? null : BestSteps;

    /// <summary>How long the check took.</summary>
    public TimeSpan Elapsed { get; init; }
}
