using MamlEdge.Cli.Sweeps;

namespace MamlEdge.Cli.Results;

/// <summary>One combination of a sweep, trained with one seed or with several.</summary>
/// <param name="Run">Folder of its run; of several seeds, of the one that validated best.</param>
/// <param name="Values">The value of each option of the grid.</param>
/// <param name="Validation">The best validation: accuracy, or loss for regression; of several seeds their mean; null where a run had none.</param>
/// <param name="Interval">Half width of its 95 % interval over the validation tasks; null for several seeds.</param>
/// <param name="Iteration">The meta-iteration of it in <paramref name="Run"/>.</param>
/// <param name="Diverged">Whether a run ended because its loss was no longer finite.</param>
/// <param name="Seconds">Training time of all seeds.</param>
internal sealed record SweepRow(
    string Run, IReadOnlyDictionary<string, string> Values, double? Validation, double? Interval, long? Iteration, bool Diverged, double Seconds)
{
    /// <summary>Standard deviation of the validation over the seeds, s with n - 1; null for one seed.</summary>
    public double? Deviation { get; init; }

    /// <summary>The run of each seed; null for one.</summary>
    public IReadOnlyList<SweepRun>? Seeds { get; init; }

    /// <summary>Half width of what the table and the picture show around the validation: over seeds, or over validation tasks.</summary>
    internal double Spread => Deviation ?? Interval ?? 0;

    /// <summary>The row of a combination whose runs are done.</summary>
    /// <param name="point">The combination.</param>
    /// <param name="runs">Its run of each seed.</param>
    /// <param name="higher">Whether a higher validation is better.</param>
    public static SweepRow Of(GridPoint point, IReadOnlyList<SweepRun> runs, bool higher)
    {
        var values = point.Values.ToDictionary(v => v.Option, v => v.Value);
        var best = runs.MaxBy(r => r.Validation is { } v ? higher ? v : -v : double.NegativeInfinity)!;
        var (diverged, seconds) = (runs.Any(r => r.Diverged), runs.Sum(r => r.Seconds));
        if (runs.Count == 1) return new SweepRow(best.Run, values, best.Validation, best.Interval, best.Iteration, diverged, seconds);
        double? mean = runs.All(r => r.Validation is not null) ? runs.Average(r => r.Validation!.Value) : null;
        return new SweepRow(best.Run, values, mean, null, best.Iteration, diverged, seconds)
        {
            Deviation = mean is { } centre ? Math.Sqrt(runs.Sum(r => Math.Pow(r.Validation!.Value - centre, 2)) / (runs.Count - 1)) : null,
            Seeds = runs,
        };
    }
}
