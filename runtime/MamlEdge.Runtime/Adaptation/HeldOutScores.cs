using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>How numbers of steps do on held-out examples, fold by fold.</summary>
/// <param name="loss">The loss of the bundle.</param>
/// <param name="steps">The numbers that are compared, 0 first.</param>
/// <param name="folds">What is left out, fold by fold.</param>
internal sealed class HeldOutScores(LossKind loss, int[] steps, IReadOnlyList<int[]> folds)
{
    private readonly Score[] _scores = Array.ConvertAll(steps, _ => Score.None);

    /// <summary>Folds that are counted.</summary>
    internal int Folds { get; private set; }

    /// <summary>Counts a fold.</summary>
    /// <param name="before">The score of the starting weights.</param>
    /// <param name="after">Those of the numbers of steps behind 0.</param>
    internal void Add(Score before, List<Score> after)
    {
        _scores[0] += before;
        for (var at = 1; at < _scores.Length; at++)
            _scores[at] += after[at - 1];
        Folds++;
    }

    /// <summary>What came of it: the better score wins (<see cref="Score.Beats"/>), of equal ones that of fewer steps.</summary>
    internal HeldOutReport Report(TimeSpan elapsed)
    {
        if (Folds == 0)
            return NotPossible("The deadline left no time for a fold.") with { PlannedFolds = folds.Count, Elapsed = elapsed };
        var (best, examples) = (Best(), folds.Take(Folds).Sum(fold => fold.Length));
        return new HeldOutReport
        {
            Method = folds.All(fold => fold.Length == 1) ? HeldOutMethod.LeaveOneOut : HeldOutMethod.Folds,
            Reason = $"{examples} held-out examples in {Folds} of {folds.Count} folds: {Judged(best)}.",
            Folds = Folds,
            PlannedFolds = folds.Count,
            Examples = examples,
            Steps = steps,
            Losses = [.. _scores.Select(score => score.MeanLoss)],
            Accuracies = loss == LossKind.Mse ? [] : [.. _scores.Select(score => score.Accuracy)],
            BestSteps = steps[best],
            Elapsed = elapsed,
        };
    }

    /// <summary>The report where nothing can be compared.</summary>
    internal static HeldOutReport NotPossible(string reason) => new() { Method = HeldOutMethod.NotPossible, Reason = reason };

    private int Best()
    {
        var best = 0;
        for (var at = 1; at < _scores.Length; at++)
        {
            if (_scores[at].Beats(_scores[best]))
                best = at;
        }

        return best;
    }

    private string Judged(int best) => best == 0 ? $"none of {string.Join(", ", steps[1..])} steps is better than the starting weights"
        : loss == LossKind.Mse ? $"loss {_scores[0].MeanLoss:g4} before and {_scores[best].MeanLoss:g4} after {steps[best]} steps"
        : $"{_scores[0].Accuracy:p0} right before and {_scores[best].Accuracy:p0} after {steps[best]} steps";
}
