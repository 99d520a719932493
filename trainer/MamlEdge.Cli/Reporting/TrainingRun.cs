using System.Diagnostics;
using System.Globalization;
using MamlEdge.Bundle;
using MamlEdge.Cli.Terminals;
using MamlEdge.Trainer.Reports;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Cli.Reporting;

/// <summary>Runs the trainer with progress on the terminal, and leaves a report beside what it writes.</summary>
internal static class TrainingRun
{
    /// <summary>The report of the run.</summary>
    public const string ReportFile = "report.html";

    /// <summary>Starts or continues a run.</summary>
    /// <param name="settings">What to train.</param>
    /// <param name="folder">The run folder.</param>
    /// <param name="resume">Whether to continue the run in it.</param>
    /// <param name="terminal">Shows progress, and knows the command.</param>
    /// <param name="repeated">The run whose settings were taken; null for none.</param>
    public static TrainingResult Execute(TrainingSettings settings, string folder, bool resume, Terminal terminal, RunDescription? repeated = null)
    {
        var clock = Stopwatch.StartNew();
        var result = ProgressDisplay.Run(terminal, "meta-training", settings.Iterations, report => MamlEdge.Trainer.Training.Trainer.Run(
            settings, folder, resume, new Relay<TrainingProgress>(p => report(p.Iteration, Remark(p))), new RunOrigin { Command = terminal.CommandLine, Repeated = repeated }, terminal.Cancellation));
        AtomicFile.Write(Path.Combine(folder, ReportFile), System.Text.Encoding.UTF8.GetBytes(ReportPage.Render(RunReport.Of(folder))));
        if (RunFolder.Open(folder).Description.Fallback is { } fallback) terminal.Say($"The tasks were computed one by one: {fallback}");
        terminal.Say($"{result.Iteration} iterations, {Quantities.Duration(clock.Elapsed)}. Learning curve: {Path.Combine(folder, ReportFile)}");
        return result;
    }

    private static string Remark(TrainingProgress progress)
    {
        var loss = $"{(progress.Fallback is null ? "" : "task by task, ")}loss {progress.Loss.ToString("0.000", CultureInfo.InvariantCulture)}";
        return progress.Accuracy is { } accuracy ? $"{loss}, accuracy {ReportMetric.Accuracy.Format(accuracy)}" : loss;
    }
}
