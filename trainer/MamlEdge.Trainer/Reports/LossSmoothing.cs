namespace MamlEdge.Trainer.Reports;

/// <summary>Makes a noisy learning curve readable.</summary>
public static class LossSmoothing
{
    /// <summary>
    /// The exponential moving average m_t = a m_(t-1) + (1 - a) l_t, divided by 1 - a^t so that the start is not pulled to
    /// zero (Kingma and Ba 2015, section 3). Losses that are not finite are skipped.
    /// </summary>
    /// <param name="curve">The losses in order.</param>
    /// <param name="decay">a, between 0 (no smoothing) and 1.</param>
    public static IReadOnlyList<LearningPoint> Average(IReadOnlyList<LearningPoint> curve, double decay)
    {
        double sum = 0, weight = 0;
        var smooth = new List<LearningPoint>(curve.Count);
        foreach (var point in curve.Where(p => double.IsFinite(p.Loss)))
        {
            sum = decay * sum + (1 - decay) * point.Loss;
            weight = decay * weight + (1 - decay);
            smooth.Add(point with { Loss = sum / weight });
        }

        return smooth;
    }

    /// <summary>At most <paramref name="count"/> points, evenly spaced, the last one included.</summary>
    /// <param name="curve">The points in order.</param>
    /// <param name="count">The largest number of points to keep, at least 2.</param>
    public static IReadOnlyList<LearningPoint> Thin(IReadOnlyList<LearningPoint> curve, int count) => curve.Count <= count
        ? curve
        : [.. Enumerable.Range(0, count).Select(i => curve[(int)((long)i * (curve.Count - 1) / (count - 1))])];
}
