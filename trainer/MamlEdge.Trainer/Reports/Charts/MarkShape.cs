using System.Xml.Linq;
using static MamlEdge.Trainer.Reports.Charts.SvgShape;

namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>What each kind of mark looks like, in the plot and in the legend.</summary>
internal static class MarkShape
{
    public static XElement Plot(Mark mark, ChartLayout at) => Tinted(mark, mark switch
    {
        LineMark line => Stroked(line, Path("line", Polyline(line.Points.Select(p => (at.X.Map(p.X), at.Y.Map(p.Y)))))),
        BandMark band => Path("band", Outline(band, at)),
        BarMark bars => Element("g", null, bars.Bars.Select(b => Bar(b, at))),
        DotMark dots => Element("g", null, dots.Points.Select((p, i) =>
            Dot(dots, at.X.Map(p.X), at.Y.Map(p.Y), dots.Tooltips?[i]))),
        _ => throw Unknown(mark),
    });

    public static XElement Swatch(Mark mark, double x, double y, double width) => Tinted(mark, mark switch
    {
        LineMark line => Stroked(line, Line("line", x, y, x + width, y)),
        BandMark or BarMark => Element(
            "rect", mark is BandMark ? "band" : "bar", Attribute("x", x), Attribute("y", y - 6), Attribute("width", width), Attribute("height", 12)),
        DotMark dots => Dot(dots, x + width / 2, y, null),
        _ => throw Unknown(mark),
    });

    private static string Outline(BandMark band, ChartLayout at) =>
        Polyline([
            .. band.Intervals.Select(i => (at.X.Map(i.X), at.Y.Map(i.High))),
            .. band.Intervals.Reverse().Select(i => (at.X.Map(i.X), at.Y.Map(i.Low))),
        ]) + "Z";

    private static XElement Bar(ChartBar bar, ChartLayout at)
    {
        var (left, right, top) = (at.X.Map(bar.From), at.X.Map(bar.To), at.Y.Map(bar.Height));
        // A gap of one pixel tells neighbours apart.
        return Element(
            "rect",
            "bar",
            Attribute("x", left + 0.5),
            Attribute("y", top),
            Attribute("width", Math.Max(0.5, right - left - 1)),
            Attribute("height", Math.Max(0, at.Y.Map(0) - top)),
            bar.Tooltip is null ? null : Element("title", null, bar.Tooltip));
    }

    private static XElement Dot(DotMark mark, double x, double y, string? tooltip) => Element(
        "circle",
        mark.Hollow ? "ring" : "dot",
        Attribute("cx", x),
        Attribute("cy", y),
        Attribute("r", mark.Radius),
        tooltip is null ? null : Element("title", null, tooltip));

    private static XElement Stroked(LineMark mark, XElement line)
    {
        line.Add(Attribute("stroke-width", mark.Width));
        if (mark.Dashed)
            line.Add(new XAttribute("stroke-dasharray", "5 4"));
        if (mark.Opacity < 1)
            line.Add(Attribute("opacity", mark.Opacity));
        return line;
    }

    private static XElement Tinted(Mark mark, XElement shape)
    {
        var tone = "tone-" + mark.Tone.ToString().ToLowerInvariant();
        shape.SetAttributeValue("class", shape.Attribute("class") is { } existing ? existing.Value + " " + tone : tone);
        if (mark.Frame is { } frame)
            shape.SetAttributeValue("data-frame", frame);
        return shape;
    }

    private static NotSupportedException Unknown(Mark mark) => new($"No shape is defined for {mark.GetType().Name}.");
}
