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
}
