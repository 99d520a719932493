using System.Globalization;
using System.Text;
using System.Xml.Linq;
using MamlEdge.Trainer.Reports.Charts;
using static MamlEdge.Trainer.Reports.Charts.SvgShape;

namespace MamlEdge.Trainer.Reports;

/// <summary>
/// A stand-alone SVG picture of regression tasks that a model adapts to, for a README. It walks through the adaptation steps;
/// readers who asked their system for less motion see the last one.
/// </summary>
public static class ReportPicture
{
    private const int PanelWidth = 340;
    private const int PanelHeight = 300;
    private const int Margin = 18;
    private const int Header = 58;
    private const double SecondsPerStep = 0.7;
    private const int StepsHeldAtTheEnd = 4;

    /// <summary>The picture as the text of an SVG file.</summary>
    /// <param name="heading">One line above the tasks.</param>
    /// <param name="examples">The tasks, side by side; at least one, each with the same number of predictions.</param>
    /// <exception cref="ArgumentException">There is no task.</exception>
    public static string Render(string heading, IReadOnlyList<CurveExample> examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        if (examples.Count == 0)
            throw new ArgumentException("A picture needs at least one task.", nameof(examples));
        var last = examples.Max(e => e.Predictions.Count) - 1;
        var width = examples.Count * PanelWidth + (examples.Count + 1) * Margin;
        var height = Header + PanelHeight + Margin;
        var halfHeight = Page.CurveExamples.HalfHeight(examples);
        var svg = Element(
            "svg",
            "chart",
            new XAttribute("viewBox", $"0 0 {width} {height}"),
            new XAttribute("role", "img"),
            new XAttribute("aria-label", heading),
            Element("style", null, ChartStyle.Css + Frames(last)),
            Element("rect", "back", Attribute("width", width), Attribute("height", height), Attribute("rx", 10)),
            Text("heading", Margin + 4, 27, heading),
            Enumerable.Range(0, last + 1).Select(step => Counter(step, width)),
            Placed(SvgLegend.Draw(Marks(examples[0], halfHeight), width - 2 * Margin), Margin, 36, width - 2 * Margin, 20),
            examples.Select((e, i) => Placed(
                SvgChart.Draw(Panel(e, halfHeight)), Margin + i * (PanelWidth + Margin), Header, PanelWidth, PanelHeight)));
        return svg.ToString() + "\n";
    }

    private static Chart Panel(CurveExample example, double halfHeight) => new(
        $"{example.Name}: the true function, {example.Support.Count} support examples and the prediction after each step.",
        new Axis("x") { Min = example.Truth[0].X, Max = example.Truth[^1].X },
        new Axis("y") { Min = -halfHeight, Max = halfHeight },
        Marks(example, halfHeight))
    {
        Width = PanelWidth,
        Height = PanelHeight,
        ShowLegend = false,
    };

    private static IReadOnlyList<Mark> Marks(CurveExample example, double halfHeight) =>
    [
        new LineMark(example.Truth) { Label = "true function", Tone = Tone.Ink, Dashed = true, Width = 1.5 },
        new LineMark(example.Predictions[0]) { Label = "before adaptation", Tone = Tone.Muted },
        .. example.Predictions.Select((points, step) => new LineMark(
            [.. points.Select(p => Math.Abs(p.Y) <= halfHeight ? p : p with { Y = double.NaN })])
        {
            Frame = step,
            Label = step == example.Predictions.Count - 1 ? "adapted" : null,
            Width = 2.75,
        }),
        new DotMark(example.Support) { Label = $"the {example.Support.Count} examples it sees", Tone = Tone.Ink, Radius = 4.5 },
    ];

    private static XElement Counter(int step, int width)
    {
        var text = Text("heading", width - Margin - 4, 27, $"step {step}", "end");
        text.SetAttributeValue("data-frame", step);
        return text;
    }

    private static XElement Placed(XElement svg, double x, double y, double width, double height)
    {
        foreach (var (name, value) in new[] { ("x", x), ("y", y), ("width", width), ("height", height) })
            svg.SetAttributeValue(name, Number(value));
        return svg;
    }

    /// <summary>Shows the frames one after another, and the last one where motion is not wanted.</summary>
    private static string Frames(int last)
    {
        var total = last + 1 + StepsHeldAtTheEnd;
        var css = new StringBuilder("\n.back { fill: var(--surface); }\n.chart .legend [data-frame] { opacity: 1 !important; animation: none !important; }\n");
        css.Append(CultureInfo.InvariantCulture, $"[data-frame] {{ opacity: 0; }} [data-frame=\"{last}\"] {{ opacity: 1; }}\n");
        css.Append("@media (prefers-reduced-motion: no-preference) {\n");
        for (var step = 0; step <= last; step++)
        {
            var (from, to) = (100.0 * step / total, step == last ? 100 : 100.0 * (step + 1) / total);
            css.Append(CultureInfo.InvariantCulture, $"  [data-frame=\"{step}\"] {{ opacity: 0; animation: f{step} {total * SecondsPerStep:0.0}s step-end infinite; }}\n");
            var (first, final) = (step == 0 ? 1 : 0, step == last ? 1 : 0);
            css.Append(CultureInfo.InvariantCulture, $"  @keyframes f{step} {{ 0% {{ opacity: {first}; }} {from:0.##}% {{ opacity: 1; }} {to:0.##}% {{ opacity: {final}; }} }}\n");
        }

        return css.Append("}\n").ToString();
    }
}
