using System.Xml.Linq;
using MamlEdge.Trainer.Reports.Charts;
using static MamlEdge.Trainer.Reports.Page.Html;

namespace MamlEdge.Trainer.Reports.Page;

/// <summary>Regression tasks side by side, with a slider that walks through the adaptation steps.</summary>
internal static class CurveExamples
{
    private const int Width = 348;
    private const int LegendWidth = 620;

    public static XElement Draw(IReadOnlyList<CurveExample> examples, ReportMetric metric)
    {
        var last = examples.Max(e => e.Predictions.Count) - 1;
        var support = examples[0].Support.Count;
        var height = HalfHeight(examples);
        return Element(
            "section",
            "card wide steps",
            Element("h2", null, examples.Count == 1 ? "An unseen task" : "Unseen tasks"),
            Element("p", "note", $"The model sees only the {support} dots of each task and takes up to {last} gradient steps, all inside ONNX Runtime."),
            SvgLegend.Draw(Marks(examples[0], height), LegendWidth),
            Element("div", "row", examples.Select(e => SvgChart.Draw(Chart(e, metric, height))).Cast<object>().ToArray()),
            last < 1 ? null : Slider(last));
    }

    /// <summary>One task; all tasks of a page share the vertical range, so that their sizes can be compared.</summary>
    internal static Chart Chart(CurveExample example, ReportMetric metric, double halfHeight)
    {
        var first = Error(example, 0);
        var final = Error(example, example.Predictions.Count - 1);
        return new Chart(
            $"{example.Name}: the true function, {example.Support.Count} support examples and the prediction after each step; "
                + $"{metric.ShortName} {metric.Format(first)} before and {metric.Format(final)} after {example.Predictions.Count - 1} steps.",
            new Axis("x") { Min = example.Truth[0].X, Max = example.Truth[^1].X },
            new Axis("y") { Min = -halfHeight, Max = halfHeight },
            Marks(example, halfHeight))
        {
            Heading = $"{example.Name}: {metric.ShortName} {metric.Format(first)} → {metric.Format(final)}",
            Width = Width,
            Height = 300,
            ShowLegend = false,
        };
    }

    /// <summary>A range for the truth and the last predictions; a step in between may overshoot it and is cut off.</summary>
    internal static double HalfHeight(IReadOnlyList<CurveExample> examples)
    {
        var high = examples
            .SelectMany(e => e.Truth.Concat(e.Support).Concat(e.Predictions[0]).Concat(e.Predictions[^1]))
            .Select(p => Math.Abs(p.Y))
            .Where(double.IsFinite)
            .Max();
        return NiceTicks.Linear(-high, high, 5)[^1];
    }

    private static IReadOnlyList<Mark> Marks(CurveExample example, double halfHeight)
    {
        var last = example.Predictions.Count - 1;
        var predictions = example.Predictions.Select((points, step) => new LineMark([.. points.Select(p => Math.Abs(p.Y) <= halfHeight ? p : p with { Y = double.NaN })])
        {
            Frame = step,
            Label = step == 0 ? "before" : step == 1 ? "after 1 step" : step == last ? $"after {last} steps" : null,
            Tone = step == 0 ? Tone.Muted : step == last ? Tone.Blue : Tone.PaleBlue,
            Width = step == last ? 2.75 : step <= 1 ? 2 : 1,
            Opacity = step <= 1 || step == last ? 1 : 0.35,
        });
        return
        [
            new LineMark(example.Truth) { Label = "true function", Tone = Tone.Ink, Dashed = true, Width = 1.5 },
            .. predictions,
            new DotMark(example.Support) { Label = "support examples", Tone = Tone.Ink, Radius = 4.5 },
        ];
    }

    /// <summary>The mean squared distance between prediction and truth over the drawn points.</summary>
    private static double Error(CurveExample example, int step) =>
        example.Predictions[step].Zip(example.Truth, (p, t) => (p.Y - t.Y) * (p.Y - t.Y)).Average();

    private static XElement Slider(int last) => Element(
        "label",
        "slider",
        Element("span", null, "Adaptation step"),
        Element(
            "input",
            null,
            new XAttribute("type", "range"),
            new XAttribute("min", 0),
            new XAttribute("max", last),
            new XAttribute("value", last)),
        Element("output", null, last.ToString()));
}
