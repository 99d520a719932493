using MamlEdge.Trainer.Algorithms;
using MamlEdge.Trainer.Reports;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Cli.Reporting;

/// <summary>The report of a training run, before anything was exported or measured on unseen tasks.</summary>
internal static class RunReport
{
    /// <summary>Settings and learning curve of a run.</summary>
    public static TrainingReport Of(string folder)
    {
        var run = RunFolder.Open(folder);
        var settings = run.Description.Settings;
        var metrics = File.Exists(run.MetricsFile) ? MetricsLog.Read(run.MetricsFile) : [];
        var classes = metrics.Any(m => m.Accuracy is not null);
        return new TrainingReport
        {
            Title = $"Meta-training: {settings.Task}",
            Summary = $"{Quantities.Of(metrics.Count == 0 ? 0 : metrics[^1].Iteration, "meta-iteration")} of {MetaAlgorithm.Named(settings.Algorithm).Title}, "
                + $"{Quantities.Of(settings.MetaBatch, "task")} each.",
            Metric = classes ? ReportMetric.Accuracy : ReportMetric.MeanSquaredError,
            LearningCurve = [.. metrics.Select(m => new LearningPoint((int)m.Iteration, m.Loss))],
            Validation = [.. metrics.Where(m => double.IsFinite(m.ValidationLoss ?? double.NaN))
                .Select(m => new ValidationPoint((int)m.Iteration, m.ValidationAccuracy ?? m.ValidationLoss!.Value, m.ValidationInterval ?? 0))],
            Settings = SettingsRows.Of(settings, metrics.Count == 0 ? 0 : metrics[^1].Seconds),
            Environment = EnvironmentRows.Of(),
            Commands = run.Command is { } command ? [command] : [],
        };
    }
}
