using static MamlEdge.Trainer.Reports.Charts.SvgShape;

namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>A chart as a file of its own, with its colours and a background.</summary>
public static class SvgFile
{
    /// <summary>The text of the file; it follows the reader's light or dark setting.</summary>
    /// <param name="chart">The chart.</param>
    public static string Render(Chart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var svg = SvgChart.Draw(chart);
        svg.AddFirst(
            Element("style", null, ChartStyle.Css + "\n.back { fill: var(--surface); }\n"),
            Element("rect", "back", Attribute("width", chart.Width), Attribute("height", chart.Height), Attribute("rx", 10)));
        return svg.ToString() + "\n";
    }
}
