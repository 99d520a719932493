using System.Globalization;
using MamlEdge.Trainer.Reports;
using MamlEdge.Trainer.Training;
using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>How a training command ended.</summary>
/// <param name="Run">The run folder.</param>
/// <param name="Status"><c>completed</c>, <c>stopped-early</c> or <c>interrupted</c>.</param>
/// <param name="Iteration">Meta-iterations done in all.</param>
/// <param name="Iterations">Meta-iterations of the whole run.</param>
/// <param name="Loss">Query loss of the last logged iterations; null where none was logged.</param>
/// <param name="Accuracy">Query accuracy of the same; null for regression.</param>
/// <param name="Seconds">Training time, that before a resume included.</param>
internal sealed record TrainResult(
    string Run, string Status, long Iteration, long Iterations, double? Loss, double? Accuracy, double Seconds) : CommandResult
{
    /// <summary>The result with the last line of the metrics.</summary>
    public static TrainResult Of(TrainingResult result, TrainingSettings settings)
    {
        var metrics = RunFolder.Open(result.RunFolder).MetricsFile;
        var lines = File.Exists(metrics) ? MetricsLog.Read(metrics) : [];
        var last = lines.Count > 0 ? lines[^1] : null;
        return new TrainResult(
            result.RunFolder,
            result.Status == TrainingStatus.StoppedEarly ? "stopped-early" : result.Status.ToString().ToLowerInvariant(),
            result.Iteration,
            settings.Iterations,
            last?.Loss,
            last?.Accuracy,
            last?.Seconds ?? 0);
    }

    public override void Print(IAnsiConsole console)
    {
        var facts = new List<(string, string)>
        {
            ("Run", Run),
            ("Status", $"{Status}, {Quantities.Count(Iteration)} of {Quantities.Count(Iterations)} iterations"),
        };
        if (Loss is { } loss)
            facts.Add(("Query loss", loss.ToString("0.0000", CultureInfo.InvariantCulture) + (Accuracy is { } a ? $", accuracy {ReportMetric.Accuracy.Format(a)}" : "")));
        console.Write(ResultTable.Facts(facts));
    }
}
