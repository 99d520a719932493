namespace MamlEdge.Trainer.Evaluation;

/// <summary>What one way of predicting reached after the steps at which single figures are taken.</summary>
/// <param name="Values">The metric of each episode, seed by seed.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="WorstDecile">Mean of the worst tenth of the episodes: what the unluckiest users get.</param>
/// <param name="Calibration">For classification: how far confidence and accuracy lie apart.</param>
/// <param name="Confusion">Where the classes are fixed: which is taken for which.</param>
public sealed record Outcomes(IReadOnlyList<double> Values, Estimate Mean, double WorstDecile, Calibration? Calibration, ConfusionMatrix? Confusion)
{
    /// <summary>The outcomes of some episodes.</summary>
    /// <param name="values">The metric of each episode.</param>
    /// <param name="answers">All answers, or none for regression.</param>
    /// <param name="higherIsBetter">Whether the metric is an accuracy.</param>
    /// <param name="labels">Names of the classes, where they are fixed.</param>
    public static Outcomes Of(IReadOnlyList<double> values, IReadOnlyCollection<Answer> answers, bool higherIsBetter, IReadOnlyList<string>? labels)
    {
        ArgumentNullException.ThrowIfNull(values);
        var worst = (higherIsBetter ? values.Order() : values.OrderDescending()).Take((values.Count + 9) / 10).Average();
        return new Outcomes(values, Estimate.Of(values), worst, Evaluation.Calibration.Of(answers), ConfusionMatrix.Of(answers, labels));
    }

    /// <summary>
    /// The mean difference to another bundle on the same episodes, this one minus <paramref name="other"/>, with the interval of the paired
    /// differences: narrower than the two intervals suggest, because easy and hard tasks are so for both.
    /// </summary>
    /// <exception cref="ArgumentException">The numbers of episodes differ.</exception>
    public Estimate Difference(Outcomes other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Values.Count != Values.Count)
            throw new ArgumentException($"Paired differences need the same episodes, got {Values.Count} and {other.Values.Count}.", nameof(other));
        return Estimate.Of([.. Values.Zip(other.Values, (mine, theirs) => mine - theirs)]);
    }
}
