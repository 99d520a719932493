using System.Xml.Linq;
using static MamlEdge.Trainer.Reports.Page.Html;

namespace MamlEdge.Trainer.Reports.Page;

/// <summary>The top of the page: what was trained, and the figures that matter most.</summary>
internal static class HeaderSection
{
    public static XElement Draw(TrainingReport report) => Element(
        "header",
        null,
        Element("p", "brand", "MamlEdge"),
        Element("h1", null, report.Title),
        Element("p", "summary", report.Summary),
        Tiles(report));

    private static XElement? Tiles(TrainingReport report)
    {
        var tiles = MetricTiles(report).Concat(CostTiles(report)).ToArray();
        return tiles.Length == 0 ? null : Element("div", "tiles", tiles.Cast<object>().ToArray());
    }

    private static IEnumerable<XElement> MetricTiles(TrainingReport report)
    {
        if (report.Adaptation.Count == 0)
            yield break;
        var shown = new[] { report.Adaptation[0], report.Adaptation[Math.Min(1, report.Adaptation.Count - 1)], report.Adaptation[^1] };
        foreach (var point in shown.Distinct())
        {
            yield return Tile(
                StepName(point.Step),
                report.Metric.Format(point.Mean),
                report.Metric.ShortName + (point.Interval > 0 ? " ± " + report.Metric.Format(point.Interval) : ""),
                point.Step == 0 ? "plain" : "good");
        }
    }

    private static IEnumerable<XElement> CostTiles(TrainingReport report)
    {
        if (report.Latencies.Count > 0)
            yield return Tile("Adapting on this machine", Quantities.Milliseconds(report.Latencies[0].Median), report.Latencies[0].Operation, "plain");
        if (report.Files.Count > 0)
            yield return Tile("Bundle", Quantities.Bytes(report.Files.Sum(f => f.Bytes)), $"{report.Files.Count} files, plain ONNX", "plain");
    }

    internal static string StepName(int step) => step switch
    {
        0 => "Before adaptation",
        1 => "After 1 step",
        _ => $"After {step} steps",
    };

    private static XElement Tile(string name, string value, string note, string kind) => Element(
        "div",
        "tile " + kind,
        Element("span", "name", name),
        Element("span", "value", value),
        Element("span", "note", note));
}
