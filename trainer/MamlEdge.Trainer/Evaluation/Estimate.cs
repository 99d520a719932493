namespace MamlEdge.Trainer.Evaluation;

/// <summary>A mean over episodes with its 95 % interval: mean +- 1.96 s / sqrt(n), s the sample standard deviation.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Interval">Half width of the interval; 0 for a single episode.</param>
/// <param name="Episodes">n.</param>
public sealed record Estimate(double Mean, double Interval, int Episodes)
{
    /// <summary>The estimate from one value for each episode.</summary>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static Estimate Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0) throw new ArgumentException("An estimate needs at least one episode.", nameof(values));
        var mean = values.Average();
        var variance = values.Count == 1 ? 0 : values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
        return new Estimate(mean, 1.96 * Math.Sqrt(variance / values.Count), values.Count);
    }

    /// <summary>
    /// The mean paired difference, <paramref name="values"/> minus <paramref name="others"/> episode by episode: its interval is narrower than the two
    /// intervals suggest, because easy and hard tasks are so for both.
    /// </summary>
    /// <exception cref="ArgumentException">There is no value, or the numbers of episodes differ.</exception>
    public static Estimate OfDifference(IReadOnlyCollection<double> values, IReadOnlyCollection<double> others)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(others);
        if (values.Count != others.Count)
            throw new ArgumentException($"Paired differences need the same episodes, got {values.Count} and {others.Count}.", nameof(others));
        return Of([.. values.Zip(others, (value, other) => value - other)]);
    }
}
