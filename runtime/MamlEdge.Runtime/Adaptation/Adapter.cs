using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>Adapts: checks budgets, lets the held-out check choose, runs the graphs, lets the guard decide, and records what came of it.</summary>
internal sealed class Adapter
{
    private readonly BundleSessions _sessions;
    private readonly Manifest _manifest;
    private readonly AdaptationGraphs _graphs;
    private readonly StepRuns _runs;

    internal Adapter(BundleSessions sessions)
    {
        (_sessions, _manifest, _graphs) = (sessions, sessions.Manifest, new AdaptationGraphs(sessions));
        _runs = new StepRuns(sessions, _graphs);
    }

    /// <summary>Adapts to checked support data, from a state or from the meta-learned weights.</summary>
    /// <param name="given">The support set.</param>
    /// <param name="classes">Names of the classes by number, where there are names.</param>
    /// <param name="options">How.</param>
    /// <param name="from">A state to continue from.</param>
    /// <param name="cancellationToken">The caller's.</param>
    internal (PersonalState State, AdaptReport Report) Adapt(
        SupportData given, IReadOnlyList<string>? classes, AdaptOptions options, PersonalState? from, CancellationToken cancellationToken)
    {
        var steps = options.CheckedSteps(_manifest);
        using var deadline = new Deadline(options.Deadline, _sessions.Time, cancellationToken);
        var support = options.BalanceClasses ? ClassBalance.Of(given) : given;
        var bytes = AdaptationMemory.BytesOf(_manifest, support.Count, options, from is not null);
        AdaptationMemory.Require(_manifest, support.Count, bytes, options.MaxMemoryBytes);
        _graphs.Open(OpenedGraphs.Of(_manifest, options, fresh: from is null), cancellationToken);
        var began = _sessions.Time.GetTimestamp();
        var start = new StartingWeights(_sessions, from, given);
        var heldOut = options.HeldOutFolds == 0 ? null : new HeldOutCheck(_sessions, _graphs).Run(given, start, steps, options, deadline);
        var reached = _runs.Reach(support, StepPlan.Of(_manifest, heldOut?.Chosen ?? steps, start.Fresh), start, deadline);
        var (decision, reason) = Guard.Decide(options.Guard, reached, heldOut);
        var kept = decision is not (GuardDecision.Accepted or GuardDecision.Off);
        var state = !kept ? State(reached.Weights!, reached.Losses, from, classes) : from ?? State(start.Tensors, reached.Losses.Take(1), from, classes);
        var report = new AdaptReport
        {
            Losses = reached.Losses,
            Steps = Math.Max(0, reached.Losses.Count - 1),
            Elapsed = _sessions.Time.GetElapsedTime(began),
            Guard = decision,
            GuardReason = reason,
            HeldOut = heldOut,
            DeadlineReached = reached.Cut || heldOut is { } check && check.Folds < check.PlannedFolds,
            Examples = support.Count,
            ClassesWithoutExamples = start.ClassesNotShown,
            EstimatedBytes = bytes,
            Execution = _sessions.Execution,
        };
        if (!options.MeasureAccuracy || _manifest.Loss == LossKind.Mse)
            return (state, report);
        double Accuracy(IReadOnlyDictionary<string, SafeTensor> weights) => WeightedPrediction.Accuracy(_sessions, given, weights, cancellationToken);
        var (before, after) = (Accuracy(start.Tensors), Accuracy(kept ? start.Tensors : reached.Weights!));
        return (state, report with { AccuracyBefore = before, AccuracyAfter = after, Elapsed = _sessions.Time.GetElapsedTime(began) });
    }

    private PersonalState State(
        IEnumerable<KeyValuePair<string, SafeTensor>> weights, IEnumerable<float> losses, PersonalState? from, IReadOnlyList<string>? classes)
    {
        float[] kept = [.. losses];
        return new(
            new PersonalStateOrigin
            {
                BundleName = _manifest.Name,
                BundleSha256 = _sessions.BundleSha256,
                Steps = Math.Max(0, kept.Length - 1) + (from?.Origin.Steps ?? 0),
                SupportLosses = kept,
                CreatedAt = _sessions.Time.GetUtcNow(),
                ParentSha256 = from?.Sha256,
                Classes = classes,
            },
            weights);
    }
}
