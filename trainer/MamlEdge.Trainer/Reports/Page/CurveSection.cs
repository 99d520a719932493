using System.Xml.Linq;
using MamlEdge.Trainer.Reports.Charts;
using MamlEdge.Trainer.Tasks;
using static MamlEdge.Trainer.Reports.Page.Html;

namespace MamlEdge.Trainer.Reports.Page;

/// <summary>The adaptation curve on unseen tasks, and the learning curve of meta-training.</summary>
internal static class CurveSection
{
    private const int PointsShown = 600;

    public static IEnumerable<XElement> Draw(TrainingReport report)
    {
        if (report.Adaptation.Count > 0)
        {
            yield return Section(
                report.Split == Split.Test ? "Learning an unseen task" : $"Learning a task of the {report.Split.ToString().ToLowerInvariant()} split",
                report.Protocol,
                SvgChart.Draw(Adaptation(report)));
        }

        if (report.LearningCurve.Count > 1)
        {
            yield return Section(
                "Learning to learn",
                "Loss on the query examples after adaptation, over meta-training. Every iteration takes new tasks.",
                SvgChart.Draw(Learning(report.LearningCurve)));
        }

        if (report.Validation.Count > 1)
        {
            yield return Section(
                "Validation",
                $"The same tasks of the validation split each time. They choose the best checkpoint{(report.Split == Split.Test ? "; the tasks above are others" : "")}.",
                SvgChart.Draw(Validation(report.Validation, report.Metric)));
        }
    }

    internal static Chart Adaptation(TrainingReport report)
    {
        var alone = report.AdaptationAlone.Count > 0;
        var marks = new List<Mark>();
        marks.AddRange(Series(report.AdaptationAlone, report.Metric, "each query alone", Tone.Green, labelBand: false));
        marks.AddRange(Series(report.Adaptation, report.Metric, alone ? "all queries together" : $"mean {report.Metric.ShortName}", Tone.Blue, labelBand: true));
        if (report.Published.Count > 0)
        {
            marks.Add(new DotMark([.. report.Published.Select(p => new ChartPoint(p.Step, p.Mean))])
            {
                Label = report.PublishedSource ?? "published",
                Tone = Tone.Orange,
                Radius = 4.5,
                Hollow = true,
                Tooltips = [.. report.Published.Select(p => $"published, {p.Step} steps: {report.Metric.Format(p.Mean)}")],
            });
        }

        var values = report.Adaptation.Select(p => $"{p.Step}: {report.Metric.Format(p.Mean)}");
        return new Chart(
            $"{report.Metric.Name} on unseen tasks by adaptation step. {string.Join(", ", values)}.",
            new Axis("adaptation steps") { Ticks = 6, Min = 0, Max = report.Adaptation[^1].Step },
            new Axis(report.Metric.Name) { Min = report.Metric.IsFraction ? null : 0, Format = report.Metric.IsFraction ? Percent : null },
            marks);
    }

    private static IEnumerable<Mark> Series(IReadOnlyList<AdaptationPoint> curve, ReportMetric metric, string label, Tone tone, bool labelBand)
    {
        var points = curve.Select(p => new ChartPoint(p.Step, p.Mean)).ToArray();
        if (curve.Any(p => p.Interval > 0))
        {
            yield return new BandMark([.. curve.Select(p => new ChartInterval(p.Step, p.Mean - p.Interval, p.Mean + p.Interval))])
            {
                Label = labelBand ? "95 % interval" : null,
                Tone = tone,
            };
        }

        if (points.Length == 0)
            yield break;
        yield return new LineMark(points) { Label = label, Tone = tone, Width = 2.5 };
        yield return new DotMark(points)
        {
            Tone = tone,
            Tooltips = [.. curve.Select(p => $"{label}, {HeaderSection.StepName(p.Step).ToLowerInvariant()}: {metric.Format(p.Mean)}")],
        };
    }

    private static Chart Validation(IReadOnlyList<ValidationPoint> curve, ReportMetric metric)
    {
        var best = metric.HigherIsBetter ? curve.MaxBy(p => p.Mean) : curve.MinBy(p => p.Mean);
        return new Chart(
            $"{metric.Name} on validation tasks over {curve.Count} validations; best {metric.Format(best.Mean)} at iteration {best.Iteration}.",
            new Axis("meta-iteration"),
            new Axis($"validation {metric.ShortName}") { Format = metric.IsFraction ? Percent : null },
            [
                new BandMark([.. curve.Select(p => new ChartInterval(p.Iteration, p.Mean - p.Interval, p.Mean + p.Interval))]) { Label = "95 % interval" },
                new LineMark([.. curve.Select(p => new ChartPoint(p.Iteration, p.Mean))]) { Label = $"mean {metric.ShortName}", Width = 2.5 },
                new DotMark([new ChartPoint(best.Iteration, best.Mean)])
                {
                    Label = "best",
                    Tone = Tone.Orange,
                    Tooltips = [$"iteration {best.Iteration}: {metric.Format(best.Mean)}"],
                },
            ]);
    }

    private static Chart Learning(IReadOnlyList<LearningPoint> curve)
    {
        // An average over a small part of the run follows the curve at any number of points.
        var smooth = LossSmoothing.Average(curve, 1 - 1 / Math.Max(2.0, curve.Count / 150.0));
        // The first iterations of an untrained model can be far above the rest and would flatten everything after them.
        var ceiling = Ceiling(curve, smooth);
        return new Chart(
            $"Meta-training loss over {curve.Count} iterations, smoothed from {smooth[0].Loss:0.00} to {smooth[^1].Loss:0.00}.",
            new Axis("meta-iteration"),
            new Axis("query loss") { Min = 0, Max = ceiling },
            [
                new LineMark(Points(curve, ceiling)) { Label = "as logged", Tone = Tone.PaleBlue, Width = 1, Opacity = 0.6 },
                new LineMark(Points(smooth, ceiling)) { Label = "moving average", Width = 2.5 },
            ]);
    }

    private static double Ceiling(IReadOnlyList<LearningPoint> curve, IReadOnlyList<LearningPoint> smooth)
    {
        var sorted = curve.Select(p => p.Loss).Where(double.IsFinite).Order().ToArray();
        var high = Math.Max(sorted[(int)(0.995 * (sorted.Length - 1))], smooth.Max(p => p.Loss));
        return NiceTicks.Linear(0, high > 0 ? high : 1, 5)[^1];
    }

    private static ChartPoint[] Points(IReadOnlyList<LearningPoint> curve, double ceiling) =>
        [.. LossSmoothing.Thin(curve, PointsShown).Select(p => new ChartPoint(p.Iteration, Math.Min(p.Loss, ceiling)))];

    internal static string Percent(double fraction) => ReportMetric.Accuracy.Format(fraction).Replace(".0", "", StringComparison.Ordinal);
}
