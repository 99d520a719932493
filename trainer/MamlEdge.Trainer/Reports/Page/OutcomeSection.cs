using System.Globalization;
using System.Xml.Linq;
using MamlEdge.Trainer.Evaluation;
using MamlEdge.Trainer.Reports.Charts;
using static MamlEdge.Trainer.Reports.Page.Html;

namespace MamlEdge.Trainer.Reports.Page;

/// <summary>What lies behind the mean: other bundles, more shots, single tasks, calibration, confused classes.</summary>
internal static class OutcomeSection
{
    private const int Bars = 20;
    private static readonly Tone[] Tones = [Tone.Blue, Tone.Orange, Tone.Green, Tone.Ink, Tone.Muted, Tone.PaleBlue];

    public static IEnumerable<XElement> Draw(TrainingReport report)
    {
        var after = HeaderSection.StepName(report.FigureSteps);
        foreach (var (i, table) in report.Comparisons.Index())
            yield return Wide(i == 0 ? "Side by side" : "Differences", $"{after}, on the same tasks; mean and 95 % interval.", Table(table.Headings, table.NumbersFrom, table.Rows));
        if (report.ByShots.Count > 0)
            yield return Section("More examples", $"{after}, by the number of support examples{(report.Metric.IsFraction ? " of each class" : "")}.", SvgChart.Draw(Shots(report)));
        if (report.Outcomes is not { } outcomes)
            yield break;
        yield return Section(
            "Task by task",
            $"{after}. {Changed(outcomes.Change(), report.Metric)} The worst tenth of the tasks has a mean {report.Metric.ShortName} of {report.Metric.Format(outcomes.WorstDecile)}.",
            SvgChart.Draw(Tasks(outcomes, report.Metric)));
        if (outcomes.Calibration is { } calibration)
        {
            yield return Section(
                "Does it know when it is wrong?",
                $"{after}. Expected calibration error {ReportMetric.Accuracy.Format(calibration.Error)} over {Calibration.BinCount} bins of confidence; on the dashed line it would be 0.",
                SvgChart.Draw(Reliability(calibration)));
        }

        if (outcomes.Confusion is { } confusion)
            yield return Wide("Which class is taken for which", $"{after}. Rows are true classes, columns answers.", Confused(confusion));
    }

    private static string Changed(Estimate change, ReportMetric metric) =>
        $"Adapting changes the {metric.ShortName} by {(change.Mean > 0 ? "+" : "")}{metric.Format(change.Mean)} ± {metric.Format(change.Interval)} (95 %, task against the same task before).";

    private static XElement Wide(string title, string note, XElement content)
    {
        var section = Section(title, note, content);
        section.SetAttributeValue("class", "card wide");
        return section;
    }

    private static Chart Shots(TrainingReport report) => new(
        $"{report.Metric.Name} by support examples for {string.Join(", ", report.ByShots.Select(c => c.Name))}.",
        new Axis("support examples") { Min = 0 },
        new Axis(report.Metric.Name) { Min = report.Metric.IsFraction ? null : 0, Format = report.Metric.IsFraction ? CurveSection.Percent : null },
        [.. report.ByShots.SelectMany((curve, i) => Marks(curve, report.Metric, Tones[i % Tones.Length]))]);

    private static IEnumerable<Mark> Marks(ShotsCurve curve, ReportMetric metric, Tone tone)
    {
        ChartPoint[] points = [.. curve.Points.Select(p => new ChartPoint(p.Shots, p.Mean))];
        yield return new BandMark([.. curve.Points.Select(p => new ChartInterval(p.Shots, p.Mean - p.Interval, p.Mean + p.Interval))]) { Tone = tone };
        yield return new LineMark(points) { Label = curve.Name, Tone = tone, Width = 2.5 };
        yield return new DotMark(points)
        {
            Tone = tone,
            Tooltips = [.. curve.Points.Select(p => $"{curve.Name}, {p.Shots} shots: {metric.Format(p.Mean)} ± {metric.Format(p.Interval)}")],
        };
    }

    private static Chart Tasks(Outcomes outcomes, ReportMetric metric)
    {
        var values = outcomes.Values.Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
        // A few tasks far off would squeeze all others into one bar; the last bar takes them in.
        var high = metric.IsFraction ? 1 : NiceTicks.Linear(0, Math.Max(values.Order().ElementAt((int)(0.98 * (values.Length - 1))), 1e-9), 5)[^1];
        var counts = new int[Bars];
        foreach (var value in values)
            counts[Math.Clamp((int)(value / high * Bars), 0, Bars - 1)]++;
        string Range(int i) => $"{metric.Format(high * i / Bars)} {(i == Bars - 1 && !metric.IsFraction ? "or more" : $"to {metric.Format(high * (i + 1) / Bars)}")}";
        return new Chart(
            $"Number of tasks by {metric.Name}: mean {metric.Format(outcomes.Mean.Mean)}, worst tenth {metric.Format(outcomes.WorstDecile)}.",
            new Axis(metric.Name) { Min = 0, Max = high, Format = metric.IsFraction ? CurveSection.Percent : null },
            new Axis("tasks") { Min = 0 },
            [
                new BarMark([.. counts.Select((n, i) => new ChartBar(high * i / Bars, high * (i + 1) / Bars, n, $"{Range(i)}: {Quantities.Of(n, "task")}"))]) { Label = "tasks" },
                Upright(outcomes.Mean.Mean, counts.Max(), high, "mean", Tone.Ink),
                Upright(outcomes.WorstDecile, counts.Max(), high, "worst tenth", Tone.Orange),
            ]);
    }

    private static LineMark Upright(double value, double height, double high, string label, Tone tone) =>
        new([new ChartPoint(Math.Min(value, high), 0), new ChartPoint(Math.Min(value, high), height)]) { Label = label, Tone = tone };

    private static Chart Reliability(Calibration calibration) => new(
        $"Share of right answers by confidence; expected calibration error {ReportMetric.Accuracy.Format(calibration.Error)}.",
        new Axis("confidence") { Min = 0, Max = 1, Format = CurveSection.Percent },
        new Axis("right answers") { Min = 0, Max = 1, Format = CurveSection.Percent },
        [
            new BarMark([.. calibration.Bins.Select(b => new ChartBar(b.From, b.To, b.Accuracy, $"{Quantities.Of(b.Count, "answer")}: "
                + $"confidence {CurveSection.Percent(b.Confidence)}, right {CurveSection.Percent(b.Accuracy)}"))])
            {
                Label = "right answers",
            },
            new LineMark([new ChartPoint(0, 0), new ChartPoint(1, 1)]) { Label = "as often as it says", Tone = Tone.Ink, Dashed = true, Width = 1.5 },
            new DotMark([.. calibration.Bins.Select(b => new ChartPoint(b.Confidence, b.Accuracy))]) { Label = "mean confidence of a bin", Tone = Tone.Orange, Radius = 3.5 },
        ]);

    private static XElement Confused(ConfusionMatrix matrix)
    {
        var table = Table(["", .. matrix.Labels], 1, matrix.Labels.Select((label, i) => (string[])[label, .. matrix.Counts[i].Select(n => Quantities.Count(n))]));
        table.SetAttributeValue("class", "shares");
        foreach (var (row, counts) in table.Element("tbody")!.Elements().Zip(matrix.Counts))
        {
            foreach (var (cell, count) in row.Elements().Skip(1).Zip(counts))
                cell.SetAttributeValue("style", string.Create(CultureInfo.InvariantCulture, $"--share:{(double)count / Math.Max(1, counts.Sum()):0.###}"));
        }

        return table;
    }
}
