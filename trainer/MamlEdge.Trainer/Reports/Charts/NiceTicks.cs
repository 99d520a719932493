namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>
/// Tick marks at round numbers: 1, 2 or 5 times a power of ten (P. Heckbert, "Nice numbers for graph labels",
/// Graphics Gems, 1990).
/// </summary>
internal static class NiceTicks
{
    /// <summary>Round values that cover [min, max] in about <paramref name="count"/> equal distances.</summary>
    public static double[] Linear(double min, double max, int count)
    {
        var step = RoundStep((max - min) / Math.Max(1, count - 1));
        var first = Math.Floor(min / step + 1e-9);
        var last = Math.Ceiling(max / step - 1e-9);
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
    }

    /// <summary>Powers of ten that cover [min, max], with 2 and 5 between them where there are few.</summary>
    public static double[] Logarithmic(double min, double max)
    {
        var first = (int)Math.Floor(Math.Log10(min) + 1e-9);
        var last = (int)Math.Ceiling(Math.Log10(max) - 1e-9);
        double[] factors = last - first > 3 ? [1] : [1, 2, 5];
        var all = Enumerable.Range(first, last - first + 1)
            .SelectMany(power => factors.Select(f => f * Math.Pow(10, power)))
            .ToArray();
        var from = Array.FindLastIndex(all, t => t <= min * (1 + 1e-9));
        var to = Array.FindIndex(all, t => t >= max * (1 - 1e-9));
        return all[Math.Max(from, 0)..(to + 1)];
    }

    private static double RoundStep(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        var fraction = step / power;
        return power * (fraction < 1.5 ? 1 : fraction < 3.5 ? 2 : fraction < 7.5 ? 5 : 10);
    }
}
