using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>Takes inner steps as far as a deadline allows, and learns from each time how long the next will take.</summary>
internal sealed class StepRuns(BundleSessions sessions, AdaptationGraphs graphs)
{
    private readonly Budget _budget = new(sessions.Manifest);

    /// <summary>Adapts run by run; the runs that ended before the deadline count.</summary>
    /// <param name="support">The support set.</param>
    /// <param name="plan">The runs.</param>
    /// <param name="start">Weights to begin with.</param>
    /// <param name="deadline">Ends a run in progress; where the first cannot end in time, none begins.</param>
    internal Reached Reach(SupportData support, StepPlan plan, StartingWeights start, Deadline deadline)
    {
        if (plan.Runs > 0 && (_budget.Time(support.Count, plan.First(1)) ?? TimeSpan.Zero) >= deadline.Left)
            return new Reached(null, [], Cut: true, null);
        var (weights, losses, done) = ((WeightInputs?)null, new List<float>(), 0);
        var began = sessions.Time.GetTimestamp();
        try
        {
            foreach (var run in graphs.Path(support, plan, plan.Adapts > 0 ? null : start.Tensors, deadline.Token))
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
}

/// <summary>How far the runs of an adaptation came.</summary>
/// <param name="Weights">Adapted parameters after the last run that ended; null where none did.</param>
/// <param name="Losses">Support losses before each step, and after the last.</param>
/// <param name="Cut">Whether the deadline ended it before all runs were made.</param>
/// <param name="NotFinite">A parameter with a value that is NaN or infinite.</param>
internal sealed record Reached(IReadOnlyDictionary<string, SafeTensor>? Weights, IReadOnlyList<float> Losses, bool Cut, string? NotFinite);
