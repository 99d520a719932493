using System.Globalization;
using MamlEdge.Trainer.Evaluation;
using MamlEdge.Trainer.Reports;
using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>What the quickstart made and measured.</summary>
/// <param name="Folder">Where everything lies.</param>
/// <param name="Bundle">The bundle.</param>
/// <param name="Report">The HTML report.</param>
/// <param name="Seconds">How long all of it took.</param>
/// <param name="Episodes">Number of unseen tasks.</param>
/// <param name="Steps">Mean squared error before adaptation and after each step.</param>
/// <param name="Files">The files of the bundle.</param>
/// <param name="Latencies">What adapting and predicting took, in milliseconds.</param>
internal sealed record QuickstartResult(
    string Folder,
    string Bundle,
    string Report,
    double Seconds,
    int Episodes,
    IReadOnlyList<StepResult> Steps,
    IReadOnlyList<ReportFile> Files,
    IReadOnlyList<LatencyFigure> Latencies) : CommandResult
{
    private static readonly int[] Shown = [0, 1, 5, 10];

    public override void Print(IAnsiConsole console)
    {
        var metric = ReportMetric.MeanSquaredError;
        var errors = ResultTable.Create(1, "Adaptation", "Mean squared error", "95 %");
        foreach (var step in Steps.Where(s => Shown.Contains(s.Steps)))
        {
            errors.Row(
                step.Steps switch { 0 => "before", 1 => "after 1 step", var k => $"after {k.ToString(CultureInfo.InvariantCulture)} steps" },
                metric.Format(step.Transductive.Mean),
                "± " + metric.Format(step.Transductive.Interval));
        }

        console.WriteLine($"On {Quantities.Of(Episodes, "unseen task")} with 5 examples each, through the device runtime:");
        console.Write(errors);
        console.WriteLine("The bundle, plain ONNX:");
        console.Write(ExportResult.Table(Files));
        console.WriteLine("On this machine:");
        console.Write(BenchResult.Table(Latencies));
        console.Write(ResultTable.Facts(
        [
            ("Report", Report),
            ("Bundle", Bundle),
            ("Time", Quantities.Duration(TimeSpan.FromSeconds(Seconds))),
        ]));
    }
}
