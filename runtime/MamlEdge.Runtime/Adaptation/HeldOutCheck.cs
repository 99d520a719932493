using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>
/// Cross-validation inside a support set: each fold is left out, the rest adapted to, and the fold predicted after every number of steps
/// that is a candidate.
/// </summary>
internal sealed class HeldOutCheck(BundleSessions sessions, AdaptationGraphs graphs)
{
    private readonly Manifest _manifest = sessions.Manifest;

    /// <summary>Compares numbers of steps.</summary>
    /// <param name="support">The support set as it was given: balancing, which repeats examples, comes after leaving some out.</param>
    /// <param name="start">Weights to begin with.</param>
    /// <param name="steps">The most inner steps.</param>
    /// <param name="options">Folds, balancing, selection.</param>
    /// <param name="deadline">Ends it early, so that time for one more adaptation is left.</param>
    internal HeldOutReport Run(SupportData support, StartingWeights start, int steps, AdaptOptions options, Deadline deadline)
    {
        var began = sessions.Time.GetTimestamp();
        if (_manifest.Input.Shape[0].Symbol is null || _manifest.Target.Shape[0].Symbol is null)
            return HeldOutScores.NotPossible("The bundle takes a fixed number of examples, so that none can be left out.");
        var folds = Folds.Of(support, options.HeldOutFolds);
        if (folds.Count == 0)
            return HeldOutScores.NotPossible("No class has an example to spare, so that none can be left out.");
        var plan = StepPlan.Of(_manifest, steps, start.Fresh, options.SelectSteps);
        var scores = new HeldOutScores(
            _manifest.Loss, [0, .. options.SelectSteps ? Enumerable.Range(1, steps / plan.Stride).Select(stride => stride * plan.Stride) : [steps]], folds);
        try
        {
            using var first = new WeightInputs(sessions.Theta, start.Tensors);
            var (before, longest) = (WeightedPrediction.Of(sessions, support, first, deadline.Token), TimeSpan.Zero);
            // After a fold it is known how long the adaptation to the whole support set will take.
            while (scores.Folds < folds.Count && deadline.Left > 2 * longest)
            {
                var (fold, left) = (sessions.Time.GetTimestamp(), folds[scores.Folds]);
                scores.Add(before.Score(_manifest, support, left), Fold(support, left, start, plan, options, deadline.Token));
                longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, sessions.Time.GetElapsedTime(fold).Ticks));
            }
        }
        catch (OperationCanceledException error)
        {
            deadline.Accept(error); // Folds that were finished count.
        }

        return scores.Report(sessions.Time.GetElapsedTime(began));
    }

    private List<Score> Fold(SupportData support, int[] left, StartingWeights start, StepPlan plan, AdaptOptions options, CancellationToken cancellationToken)
    {
        var rest = support.Rows([.. Enumerable.Range(0, support.Count).Except(left)]);
        if (options.BalanceClasses)
            rest = ClassBalance.Of(rest);
        var scores = new List<Score>();
        var steps = 0;
        foreach (var reached in graphs.Path(rest, plan, start.Tensors, cancellationToken))
        {
            steps += reached.Steps;
            if (options.SelectSteps || steps == plan.Steps)
                scores.Add(WeightedPrediction.Of(sessions, support, reached.Weights, cancellationToken).Score(_manifest, support, left));
        }

        return scores;
    }
}
