using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>
/// Cross-validation inside a support set: each fold is left out, the rest adapted to, and the fold predicted after every number of steps
/// that is a candidate. The better score wins (<see cref="Score.Beats"/>), of equal ones that of fewer steps.
/// </summary>
internal sealed class HeldOutCheck(BundleSessions sessions, AdaptationGraphs graphs)
{
    private readonly Manifest _manifest = sessions.Manifest;

    /// <summary>Compares numbers of steps.</summary>
    /// <param name="support">The support set as it was given: balancing, which repeats examples, comes after leaving some out.</param>
    /// <param name="start">Adapted parameters to begin with.</param>
    /// <param name="fresh">Whether those are the meta-learned ones.</param>
    /// <param name="steps">The most inner steps.</param>
    /// <param name="options">Folds, balancing, selection.</param>
    /// <param name="deadline">Ends it early, so that time for one more adaptation is left.</param>
    internal HeldOutReport Run(
        SupportData support, IReadOnlyDictionary<string, SafeTensor> start, bool fresh, int steps, AdaptOptions options, Deadline deadline)
    {
        var began = sessions.Time.GetTimestamp();
        if (_manifest.Input.Shape[0].Symbol is null || _manifest.Target.Shape[0].Symbol is null)
            return NotPossible("The bundle takes a fixed number of examples, so that none can be left out.");
        var folds = Folds.Of(support, options.HeldOutFolds);
        if (folds.Count == 0)
            return NotPossible("No class has an example to spare, so that none can be left out.");
        var plan = StepPlan.Of(_manifest, steps, fresh, options.SelectSteps);
        int[] candidates = [0, .. options.SelectSteps ? Enumerable.Range(1, steps / plan.Stride).Select(stride => stride * plan.Stride) : [steps]];
        var scores = new Score[candidates.Length];
        Array.Fill(scores, Score.None);
        var (done, longest) = (0, TimeSpan.Zero);
        try
        {
            using var first = new WeightInputs(sessions.Theta, start);
            var before = WeightedPrediction.Of(sessions, support, first, deadline.Token);
            // After a fold it is known how long the adaptation to the whole support set will take.
            while (done < folds.Count && deadline.Left > 2 * longest)
            {
                var fold = sessions.Time.GetTimestamp();
                Score[] ofFold = [before.Score(_manifest, support, folds[done]), .. Fold(support, folds[done], start, plan, options, deadline.Token)];
                for (var at = 0; at < scores.Length; at++)
                    scores[at] += ofFold[at];
                done++;
                longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, sessions.Time.GetElapsedTime(fold).Ticks));
            }
        }
        catch (OperationCanceledException error)
        {
            deadline.Accept(error); // Folds that were finished count.
        }

        return Report(folds, done, candidates, scores, sessions.Time.GetElapsedTime(began));
    }

    private List<Score> Fold(
        SupportData support, int[] left, IReadOnlyDictionary<string, SafeTensor> start, StepPlan plan, AdaptOptions options, CancellationToken cancellationToken)
    {
        var rest = support.Rows([.. Enumerable.Range(0, support.Count).Except(left)]);
        if (options.BalanceClasses)
            rest = ClassBalance.Of(rest);
        var scores = new List<Score>();
        var steps = 0;
        foreach (var reached in graphs.Path(rest, plan, start, cancellationToken))
        {
            steps += reached.Steps;
            if (options.SelectSteps || steps == plan.Steps)
                scores.Add(WeightedPrediction.Of(sessions, support, reached.Weights, cancellationToken).Score(_manifest, support, left));
        }

        return scores;
    }

    private HeldOutReport Report(IReadOnlyList<int[]> folds, int done, int[] steps, Score[] scores, TimeSpan elapsed)
    {
        if (done == 0)
            return NotPossible("The deadline left no time for a fold.") with { PlannedFolds = folds.Count, Elapsed = elapsed };
        var best = 0;
        for (var at = 1; at < scores.Length; at++)
        {
            if (scores[at].Beats(scores[best]))
                best = at;
        }

        var examples = folds.Take(done).Sum(fold => fold.Length);
        var judged = _manifest.Loss == LossKind.Mse
            ? $"loss {scores[0].MeanLoss:g4} before and {scores[best].MeanLoss:g4} after {steps[best]} steps"
            : $"{scores[0].Accuracy:p0} right before and {scores[best].Accuracy:p0} after {steps[best]} steps";
        return new HeldOutReport
        {
            Method = folds.All(fold => fold.Length == 1) ? HeldOutMethod.LeaveOneOut : HeldOutMethod.Folds,
            Reason = $"{examples} held-out examples in {done} of {folds.Count} folds: "
                + (best == 0 ? $"none of {string.Join(", ", steps[1..])} steps is better than the starting weights." : judged + "."),
            Folds = done,
            PlannedFolds = folds.Count,
            Examples = examples,
            Steps = steps,
            Losses = [.. scores.Select(score => score.MeanLoss)],
            Accuracies = _manifest.Loss == LossKind.Mse ? [] : [.. scores.Select(score => score.Accuracy)],
            BestSteps = steps[best],
            Elapsed = elapsed,
        };
    }

    private static HeldOutReport NotPossible(string reason) => new() { Method = HeldOutMethod.NotPossible, Reason = reason };
}
