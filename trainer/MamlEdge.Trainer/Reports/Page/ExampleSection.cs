using System.Xml.Linq;
using static MamlEdge.Trainer.Reports.Page.Html;

namespace MamlEdge.Trainer.Reports.Page;

/// <summary>Unseen tasks before and after adaptation.</summary>
internal static class ExampleSection
{
    public static IEnumerable<XElement> Draw(TrainingReport report)
    {
        var curves = report.Examples.OfType<CurveExample>().ToArray();
        if (curves.Length > 0)
            yield return CurveExamples.Draw(curves, report.Metric);
        foreach (var images in report.Examples.OfType<ImageExample>())
            yield return ImageExamples.Draw(images);
    }
}
