using System.Xml.Linq;
using static MamlEdge.Trainer.Reports.Page.Html;

namespace MamlEdge.Trainer.Reports.Page;

/// <summary>Tables: the files that ship, what they cost to run, and how the model was made.</summary>
internal static class FactSection
{
    public static IEnumerable<XElement> Draw(TrainingReport report)
    {
        if (report.Files.Count > 0)
        {
            yield return Section(
                "What ships",
                "Plain ai.onnx operators: any ONNX Runtime in any language runs these files.",
                Table(["File", "Purpose", "Size"], 2, report.Files.Select(f => new[] { f.Name, f.Purpose, Quantities.Bytes(f.Bytes) })));
        }

        if (report.Latencies.Count > 0)
        {
            yield return Section(
                "On the device runtime",
                "Measured on this machine through MamlEdge.Runtime, after warm-up.",
                Table(
                    ["Operation", "Median", "95 %"],
                    1,
                    report.Latencies.Select(l => new[] { l.Operation, Quantities.Milliseconds(l.Median), Quantities.Milliseconds(l.Percentile95) })));
        }

        if (report.Settings.Count > 0)
            yield return Section("Training", null, Rows(report.Settings));
        if (report.Environment.Count > 0 || report.Commands.Count > 0)
        {
            yield return Section(
                "How to repeat it",
                null,
                report.Commands.Count > 0 ? Element("pre", null, string.Join('\n', report.Commands)) : null,
                report.Environment.Count > 0 ? Rows(report.Environment) : null);
        }
    }

    private static XElement Rows(IReadOnlyList<ReportRow> rows) => Table(null, 2, rows.Select(r => new[] { r.Name, r.Value }));
}
