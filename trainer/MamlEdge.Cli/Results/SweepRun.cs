using MamlEdge.Trainer.Training;

namespace MamlEdge.Cli.Results;

/// <summary>One run of a sweep.</summary>
/// <param name="Run">Its folder.</param>
/// <param name="Seed">Its training seed.</param>
/// <param name="Validation">The best validation: accuracy, or loss for regression; null where there was none.</param>
/// <param name="Interval">Half width of its 95 % interval over the validation tasks.</param>
/// <param name="Iteration">The meta-iteration of it.</param>
/// <param name="Diverged">Whether the run ended because its loss was no longer finite.</param>
/// <param name="Seconds">Training time.</param>
internal sealed record SweepRun(string Run, ulong Seed, double? Validation, double? Interval, long? Iteration, bool Diverged, double Seconds)
{
    /// <summary>What a run that is done has logged.</summary>
    public static SweepRun Of(string folder, ulong seed, bool diverged)
    {
        var file = RunFolder.Open(folder).MetricsFile;
        var lines = File.Exists(file) ? MetricsLog.Read(file) : [];
        var best = lines.Where(l => double.IsFinite(l.ValidationLoss ?? double.NaN)).MaxBy(l => l.ValidationAccuracy ?? -l.ValidationLoss);
        return new SweepRun(
            folder, seed, best?.ValidationAccuracy ?? best?.ValidationLoss, best?.ValidationInterval, best?.Iteration, diverged, lines.Count > 0 ? lines[^1].Seconds : 0);
    }
}
