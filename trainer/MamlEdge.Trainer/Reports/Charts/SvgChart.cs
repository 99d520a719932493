using System.Xml.Linq;
using static MamlEdge.Trainer.Reports.Charts.SvgShape;

namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>Draws a <see cref="Chart"/> as SVG. Colours come from <see cref="ChartStyle"/>, which the page must include.</summary>
public static class SvgChart
{
    /// <summary>The chart as one <c>svg</c> element that scales with the width of its container.</summary>
    /// <param name="chart">The chart.</param>
    public static XElement Draw(Chart chart)
    {
        var layout = new ChartLayout(chart);
        return Element(
            "svg",
            "chart",
            new XAttribute("viewBox", $"0 0 {chart.Width} {chart.Height}"),
            new XAttribute("role", "img"),
            new XAttribute("aria-label", chart.Description),
            chart.Heading is { } heading ? Text("heading", 4, 15, heading) : null,
            layout.Legend.Count > 0 ? SvgLegend.Draw(layout.Legend, layout.Heading) : null,
            DrawAxes(chart, layout),
            Element("g", "marks", chart.Marks.Select(m => MarkShape.Plot(m, layout))));
    }

    private static XElement DrawAxes(Chart chart, ChartLayout at) => Element(
        "g",
        "axes",
        at.Y.Ticks.Select(t => Line("grid", at.Left, at.Y.Map(t), at.Right, at.Y.Map(t))),
        at.Y.Ticks.Select(t => Text("tick", at.Left - 8, at.Y.Map(t) + 4, at.Y.Label(t), "end")),
        Line("base", at.Left, at.Bottom, at.Right, at.Bottom),
        at.X.Ticks.Select(t => Line("base", at.X.Map(t), at.Bottom, at.X.Map(t), at.Bottom + 4)),
        at.X.Ticks.Select(t => Text("tick", at.X.Map(t), at.Bottom + 18, at.X.Label(t), "middle")),
        Text("label", (at.Left + at.Right) / 2, at.Bottom + 38, chart.X.Label, "middle"),
        Element(
            "text",
            "label",
            new XAttribute("transform", $"translate(14 {Number((at.Top + at.Bottom) / 2)}) rotate(-90)"),
            new XAttribute("text-anchor", "middle"),
            chart.Y.Label));
}
