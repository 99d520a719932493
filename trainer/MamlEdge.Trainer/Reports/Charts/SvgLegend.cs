using System.Xml.Linq;
using static MamlEdge.Trainer.Reports.Charts.SvgShape;

namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>The legend of a chart, inside it or as a picture of its own above several charts.</summary>
public static class SvgLegend
{
    internal const double RowHeight = 20;
    private const double SwatchWidth = 18;
    private const double Gap = 18;

    /// <summary>A legend of its own, for charts that are drawn without one.</summary>
    /// <param name="marks">The marks; those without a label are left out.</param>
    /// <param name="width">The width in pixels; entries that do not fit move to the next row.</param>
    public static XElement Draw(IEnumerable<Mark> marks, int width)
    {
        var entries = Place(marks, width);
        var height = entries.Count == 0 ? 0 : entries[^1].Y + RowHeight / 2;
        return Element(
            "svg",
            "chart key",
            new XAttribute("viewBox", $"0 0 {width} {Number(height)}"),
            new XAttribute("aria-hidden", "true"),
            Draw(entries, 0));
    }

    internal static XElement Draw(IReadOnlyList<LegendEntry> entries, double top) => Element(
        "g",
        "legend",
        entries.SelectMany(e => new[]
        {
            MarkShape.Swatch(e.Mark, e.X, top + e.Y, SwatchWidth),
            Text("label", e.X + SwatchWidth + 6, top + e.Y + 4, e.Mark.Label!),
        }));

    internal static IReadOnlyList<LegendEntry> Place(IEnumerable<Mark> marks, double room)
    {
        var entries = new List<LegendEntry>();
        double x = 4, y = RowHeight / 2;
        foreach (var mark in marks.Where(m => m.Label is not null))
        {
            var width = SwatchWidth + 6 + TextWidth.Of(mark.Label!, ChartLayout.FontSize) + Gap;
            if (x > 4 && x + width - Gap > room)
                (x, y) = (4, y + RowHeight);
            entries.Add(new LegendEntry(mark, x, y));
            x += width;
        }

        return entries;
    }
}
