namespace MamlEdge.Trainer.Evaluation;

/// <summary>What one way of predicting reached after the steps at which single figures are taken.</summary>
/// <param name="Before">The metric of each episode before adaptation, seed by seed.</param>
/// <param name="Values">The same after adaptation.</param>
/// <param name="Mean">The mean after adaptation.</param>
/// <param name="WorstDecile">Mean of the worst tenth of the episodes: what the unluckiest users get.</param>
/// <param name="Calibration">For classification: how far confidence and accuracy lie apart.</param>
/// <param name="Confusion">Where the classes are fixed: which is taken for which.</param>
public sealed record Outcomes(
    IReadOnlyList<double> Before, IReadOnlyList<double> Values, Estimate Mean, double WorstDecile, Calibration? Calibration, ConfusionMatrix? Confusion)
{
    /// <summary>The outcomes of some episodes.</summary>
    /// <param name="before">The metric of each episode before adaptation.</param>
    /// <param name="values">The same after adaptation.</param>
    /// <param name="answers">All answers after adaptation, or none for regression.</param>
    /// <param name="higherIsBetter">Whether the metric is an accuracy.</param>
    /// <param name="labels">Names of the classes, where they are fixed.</param>
    public static Outcomes Of(
        IReadOnlyList<double> before, IReadOnlyList<double> values, IReadOnlyCollection<Answer> answers, bool higherIsBetter, IReadOnlyList<string>? labels)
    {
        ArgumentNullException.ThrowIfNull(values);
        var worst = (higherIsBetter ? values.Order() : values.OrderDescending()).Take((values.Count + 9) / 10).Average();
        return new Outcomes(before, values, Estimate.Of(values), worst, Evaluation.Calibration.Of(answers), ConfusionMatrix.Of(answers, labels));
    }

    /// <summary>What adapting changed: the mean paired difference, after minus before.</summary>
    public Estimate Change() => Estimate.OfDifference(Values, Before);

    /// <summary>The mean paired difference to another bundle on the same episodes, this one minus <paramref name="other"/>, both adapted.</summary>
    /// <exception cref="ArgumentException">The numbers of episodes differ.</exception>
    public Estimate Difference(Outcomes other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Estimate.OfDifference(Values, other.Values);
    }

    /// <summary>The same to the other bundle before it adapts: what this one gains over a model that does not.</summary>
    /// <exception cref="ArgumentException">The numbers of episodes differ.</exception>
    public Estimate DifferenceToBefore(Outcomes other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Estimate.OfDifference(Values, other.Before);
    }
}
