using System.Globalization;
using MamlEdge.Trainer.Evaluation;
using MamlEdge.Trainer.Reports;

namespace MamlEdge.Cli.Results;

/// <summary>The tables of an evaluation.</summary>
internal static class EvalTables
{
    private const string Interval = "95 %", Single = "each query alone", Change = "change";

    /// <summary>The metric of the first bundle after each number of steps.</summary>
    public static ReportTable Steps(EvalResult result) => Curve("Steps", result, result.Steps.Select(s => (Text(s.Steps), s)));

    /// <summary>The metric of the first bundle for each seed; null where there is one seed.</summary>
    public static ReportTable? Seeds(EvalResult result) => result.Seeds.Count < 2 ? null : Curve(
        "Seed", result, result.Seeds.Select(seed => (seed.Seed.ToString(CultureInfo.InvariantCulture), seed.Steps.First(s => s.Steps == result.FigureSteps))));

    /// <summary>The tables that compare bundles and numbers of shots; none where there is one only.</summary>
    public static ReportTable[] SideBySide(EvalResult result) => [.. new[] { Rows(result), Differences(result) }.OfType<ReportTable>()];

    /// <summary>A row for each bundle and number of shots; null where there is one only.</summary>
    private static ReportTable? Rows(EvalResult result)
    {
        var rows = result.Rows;
        if (rows.Count < 2)
            return null;
        var metric = result.Shown;
        var columns = new (string Heading, Func<EvalRow, string> Cell, bool Shown)[]
        {
            ("Bundle", r => r.Bundle, true),
            ("Shots", r => Text(r.Shots), true),
            ("Steps", r => Text(r.Steps), true),
            ("before", r => metric.Format(r.Before.Mean), true),
            (result.Metric, r => Estimated(metric, r.Together), true),
            (Change, r => Signed(metric, r.Change), true),
            (Single, r => r.Alone is { } alone ? Estimated(metric, alone) : "", rows.Any(r => r.Alone is not null)),
            ("worst tenth", r => metric.Format(r.WorstDecile), true),
            ("ECE", r => r.CalibrationError is { } error ? metric.Format(error) : "", rows.Any(r => r.CalibrationError is not null)),
        }.Where(c => c.Shown).ToArray();
        return new ReportTable([.. columns.Select(c => c.Heading)], [.. rows.Select(r => columns.Select(c => c.Cell(r)).ToArray())]);
    }

    /// <summary>The paired differences of the other bundles to the first; null where there are none.</summary>
    private static ReportTable? Differences(EvalResult result)
    {
        EvalRow[] others = [.. result.Rows.Where(r => r.Difference is not null)];
        return others.Length == 0 ? null : new ReportTable(
            ["Bundle", "Shots", "difference to the first", "to the first before adaptation"],
            [.. others.Select(r => (string[])[r.Bundle, Text(r.Shots), Signed(result.Shown, r.Difference!), Signed(result.Shown, r.DifferenceToBefore!)])]);
    }

    /// <summary>How often each class was taken for each; null where the classes are not fixed.</summary>
    public static ReportTable? Confusion(EvalFigures figures) => figures.Confusion is not { } matrix ? null : new ReportTable(
        ["True class", .. matrix.Labels], [.. matrix.Labels.Select((label, i) => (string[])[label, .. matrix.Counts[i].Select(Text)])]);

    private static ReportTable Curve(string name, EvalResult result, IEnumerable<(string Name, StepResult Step)> steps)
    {
        string[] headings = [name, result.Metric, Interval, .. result.Alone is null ? (string[])[] : [Single, Interval], Change];
        return new ReportTable(headings, [.. steps.Select(s => (string[])
        [
            s.Name, .. Cells(result.Shown, s.Step.Transductive), .. Cells(result.Shown, s.Step.NonTransductive), s.Step.Change is { } change ? Signed(result.Shown, change) : "",
        ])]);
    }

    private static string[] Cells(ReportMetric metric, Estimate? estimate) => estimate is null ? [] : [metric.Format(estimate.Mean), "± " + metric.Format(estimate.Interval)];

    private static string Estimated(ReportMetric metric, Estimate estimate) => $"{metric.Format(estimate.Mean)} ± {metric.Format(estimate.Interval)}";

    private static string Signed(ReportMetric metric, Estimate difference) => (difference.Mean > 0 ? "+" : "") + Estimated(metric, difference);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
