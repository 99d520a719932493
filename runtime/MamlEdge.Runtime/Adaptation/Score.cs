using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>How predictions of some examples compare with what is known of them.</summary>
/// <param name="Loss">Sum of the losses.</param>
/// <param name="Right">Answers that are right, of n equally large logits 1 / n; 0 for a regression.</param>
/// <param name="Count">Answers: examples, or positions where each is labelled.</param>
internal sealed record Score(double Loss, double Right, long Count)
{
    /// <summary>The score of no examples.</summary>
    internal static readonly Score None = new(0, 0, 0);

    /// <summary>Mean loss.</summary>
    internal double MeanLoss => Loss / Count;

    /// <summary>Share of right answers.</summary>
    internal double Accuracy => Right / Count;

    /// <summary>The score of both together.</summary>
    public static Score operator +(Score a, Score b) => new(a.Loss + b.Loss, a.Right + b.Right, a.Count + b.Count);

    /// <summary>
    /// Whether it is better: the lower loss, unless one of them has clearly more answers right. Few answers are right or wrong by luck, so that clearly
    /// means by more than sqrt(n) / 2, at least one standard error of n answers.
    /// </summary>
    internal bool Beats(Score other) => Math.Abs(Right - other.Right) > Math.Sqrt(Count) / 2 ? Right > other.Right : Loss < other.Loss;

    /// <summary>The score of some rows of outputs for all examples of a support set.</summary>
    internal static Score Of(LossKind loss, float[] y, ReadOnlySpan<long> shape, SupportData known, IEnumerable<int> examples)
    {
        var each = (known.Labels.IsEmpty ? known.Targets.Length : known.Labels.Length) / known.Count;
        var (ways, inner) = loss == LossKind.CrossEntropy ? Logits.Sizes(y.Length, shape) : (1, 1);
        var sum = None;
        foreach (var example in examples)
        {
            for (var at = example * each; at < (example + 1) * each; at++)
            {
                sum += loss switch
                {
                    LossKind.CrossEntropy => OfClass(y, Logits.Start(at, ways, inner), ways, inner, (int)known.Labels.Span[at]),
                    LossKind.Bce => OfYes(y[at], known.Targets.Span[at]),
                    _ => new Score(Math.Pow(y[at] - (double)known.Targets.Span[at], 2), 0, 1),
                };
            }
        }

        return sum;
    }

    private static Score OfClass(float[] y, int start, int ways, int inner, int label)
    {
        var loss = Logits.LogSumExp(y, start, ways, inner) - y[start + (label * inner)];
        var (above, equal) = (0, 0);
        for (var way = 0; way < ways; way++)
        {
            var (mine, other) = (y[start + (label * inner)], y[start + (way * inner)]);
            if (mine == other)
                equal++;
            else if (!(mine > other))
                above++;
        }

        return new(loss, above == 0 ? 1.0 / equal : 0, 1);
    }

    // log(1 + exp(y)) - t y, written so that no exponential overflows.
    private static Score OfYes(float y, float target) =>
        new(Math.Max(y, 0) - ((double)y * target) + Math.Log(1 + Math.Exp(-Math.Abs(y))), float.IsFinite(y) && y > 0 == target > 0.5 ? 1 : 0, 1);
}
