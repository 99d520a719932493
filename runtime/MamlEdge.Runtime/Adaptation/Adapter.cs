using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>Adapts: checks budgets, lets the held-out check choose, runs the graphs, lets the guard decide, and records what came of it.</summary>
internal sealed class Adapter(BundleSessions sessions)
{
    private readonly Manifest _manifest = sessions.Manifest;
    private readonly AdaptationGraphs _graphs = new(sessions);
    private readonly Budget _budget = new(sessions.Manifest);

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
        using var deadline = new Deadline(options.Deadline, sessions.Time, cancellationToken);
        var support = options.BalanceClasses ? ClassBalance.Of(given) : given;
        var bytes = AdaptationMemory.BytesOf(_manifest, support.Count, options, from is not null);
        _budget.RequireMemory(support.Count, bytes, options.MaxMemoryBytes);
        _graphs.Open(OpenedGraphs.Of(_manifest, options, fresh: from is null), cancellationToken);
        var began = sessions.Time.GetTimestamp();
        var rows = Math.Max(from is null ? 1 : ClassRows.Count(_manifest, from), given.Classes);
        var start = new Lazy<Dictionary<string, SafeTensor>>(() => ClassRows.Extended(_manifest, sessions.Theta, from?.Parameters ?? sessions.Theta.Adapted, rows));
        var heldOut = options.HeldOutFolds == 0 ? null
            : new HeldOutCheck(sessions, _graphs).Run(given, start.Value, from is null, steps, options, deadline);
        if (heldOut is { Method: not HeldOutMethod.NotPossible })
            steps = heldOut.BestSteps;
        var reached = Reach(support, StepPlan.Of(_manifest, steps, fresh: from is null), start, deadline);
        var (decision, reason) = Guard.Decide(options.Guard, reached, heldOut);
        var kept = decision is not (GuardDecision.Accepted or GuardDecision.Off);
        var state = kept ? from ?? State(start.Value, reached.Losses.Take(1), from, classes) : State(reached.Weights!, reached.Losses, from, classes);
        var report = new AdaptReport
        {
            Losses = reached.Losses,
            Steps = Math.Max(0, reached.Losses.Count - 1),
            Elapsed = sessions.Time.GetElapsedTime(began),
            Guard = decision,
            GuardReason = reason,
            HeldOut = heldOut,
            DeadlineReached = reached.Cut || heldOut is { } check && check.Folds < check.PlannedFolds,
            Examples = support.Count,
            ClassesWithoutExamples = from is null || !given.OneClassEach ? [] : [.. Enumerable.Range(0, from.Origin.Classes?.Count ?? (int)ClassRows.Count(_manifest, from)).Where(way => !given.Labels.Span.Contains(way))],
            EstimatedBytes = bytes,
            Execution = sessions.Execution,
        };
        return (state, options.MeasureAccuracy ? Measured(report, given, start.Value, kept ? start.Value : reached.Weights!, began, cancellationToken) : report);
    }

    private Reached Reach(SupportData support, StepPlan plan, Lazy<Dictionary<string, SafeTensor>> start, Deadline deadline)
    {
        if (plan.Runs > 0 && (_budget.Time(support.Count, plan.First(1)) ?? TimeSpan.Zero) >= deadline.Left)
            return new Reached(null, [], Cut: true, null);
        var (weights, losses, done) = ((WeightInputs?)null, new List<float>(), 0);
        var began = sessions.Time.GetTimestamp();
        try
        {
            foreach (var run in _graphs.Path(support, plan, plan.Adapts > 0 ? null : start.Value, deadline.Token))
            {
                // Each run begins where the last one ended, so its first loss is known already.
                losses.AddRange(losses.Count == 0 ? run.Losses : run.Losses.AsSpan(1));
                (weights, done) = (run.Weights, done + 1);
                if (deadline.Left <= TimeSpan.Zero)
                    break; // The timer may come late on a busy machine.
            }

            _budget.Learn(support.Count, plan.First(done), sessions.Time.GetElapsedTime(began));
        }
        catch (OperationCanceledException error)
        {
            deadline.Accept(error); // The runs that ended count.
        }

        return new Reached(weights?.Tensors, losses, done < plan.Runs, weights?.FirstNotFinite());
    }

    private AdaptReport Measured(
        AdaptReport report, SupportData support, IReadOnlyDictionary<string, SafeTensor> before, IReadOnlyDictionary<string, SafeTensor> after, long began, CancellationToken cancellationToken)
    {
        if (_manifest.Loss == LossKind.Mse)
            return report;
        double Accuracy(IReadOnlyDictionary<string, SafeTensor> tensors)
        {
            using var weights = new WeightInputs(sessions.Theta, tensors);
            return WeightedPrediction.Of(sessions, support, weights, cancellationToken).Score(_manifest, support, Enumerable.Range(0, support.Count)).Accuracy;
        }

        return report with { AccuracyBefore = Accuracy(before), AccuracyAfter = Accuracy(after), Elapsed = sessions.Time.GetElapsedTime(began) };
    }

    private PersonalState State(
        IEnumerable<KeyValuePair<string, SafeTensor>> weights, IEnumerable<float> losses, PersonalState? from, IReadOnlyList<string>? classes)
    {
        float[] kept = [.. losses];
        return new(
            new PersonalStateOrigin
            {
                BundleName = _manifest.Name,
                BundleSha256 = sessions.BundleSha256,
                Steps = Math.Max(0, kept.Length - 1) + (from?.Origin.Steps ?? 0),
                SupportLosses = kept,
                CreatedAt = sessions.Time.GetUtcNow(),
                ParentSha256 = from?.Sha256,
                Classes = classes,
            },
            weights);
    }
}

/// <summary>How far the runs of an adaptation came.</summary>
/// <param name="Weights">Adapted parameters after the last run that ended; null where none did.</param>
/// <param name="Losses">Support losses before each step, and after the last.</param>
/// <param name="Cut">Whether the deadline ended it before all runs were made.</param>
/// <param name="NotFinite">A parameter with a value that is NaN or infinite.</param>
internal sealed record Reached(IReadOnlyDictionary<string, SafeTensor>? Weights, IReadOnlyList<float> Losses, bool Cut, string? NotFinite);
