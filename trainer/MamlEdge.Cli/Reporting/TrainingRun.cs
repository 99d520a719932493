using System.Diagnostics;
using System.Globalization;
using System.Text;
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
        Report(result, folder, settings, terminal);
        var description = RunFolder.Open(folder).Description;
        if (description.Fallback is { } fallback) terminal.Say($"The tasks were computed one by one: {fallback}");
        if (description.Deviation is { } deviation) terminal.Say($"This is not to the bit what {(resume ? "an undisturbed run" : "the run of the settings")} gives: {deviation}.");
        terminal.Say($"{result.Iteration} iterations, {Quantities.Duration(clock.Elapsed)}. Learning curve: {Path.Combine(folder, ReportFile)}");
        return result;
    }

    /// <summary>Writes the report; that of a run that validates and has come to its end shows what it reaches on the validation split.</summary>
    private static void Report(TrainingResult result, string folder, TrainingSettings settings, Terminal terminal)
    {
        void Write(TrainingReport report) => AtomicFile.Write(Path.Combine(folder, ReportFile), Encoding.UTF8.GetBytes(ReportPage.Render(report)));
        var report = RunReport.Of(folder);
        Write(report);
        if (settings.ValidateEvery == 0 || result.Status == TrainingStatus.Interrupted)
            return;
        try
        {
            Write(RunValidation.Of(report, folder, result.Tasks, terminal));
        }
        catch (OperationCanceledException)
        {
            terminal.Say("The report has no figures of the validation split, because their measurement was interrupted. The run itself is complete.");
        }
    }

    private static string Remark(TrainingProgress progress)
    {
        var remarks = (progress.Deviation is null ? "" : "no repeat to the bit, ") + (progress.Fallback is null ? "" : "task by task, ");
        var loss = $"{remarks}loss {progress.Loss.ToString("0.000", CultureInfo.InvariantCulture)}";
        return progress.Accuracy is { } accuracy ? $"{loss}, accuracy {ReportMetric.Accuracy.Format(accuracy)}" : loss;
    }
}
