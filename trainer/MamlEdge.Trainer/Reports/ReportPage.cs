using System.Xml.Linq;
using MamlEdge.Trainer.Reports.Charts;
using MamlEdge.Trainer.Reports.Page;

namespace MamlEdge.Trainer.Reports;

/// <summary>Writes a report as one HTML page without external files; it follows the reader's light or dark setting.</summary>
public static class ReportPage
{
    /// <summary>The page as text. The same report gives the same text.</summary>
    /// <param name="report">What to show.</param>
    public static string Render(TrainingReport report)
    {
        var body = Html.Element(
            "main",
            null,
            HeaderSection.Draw(report),
            Html.Element(
                "div",
                "grid",
                ExampleSection.Draw(report).Concat(CurveSection.Draw(report)).Concat(OutcomeSection.Draw(report)).Concat(FactSection.Draw(report)).Cast<object>().ToArray()));
        return $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Escape(report.Title)}</title>
            <style>
            {ChartStyle.Css}
            {PageStyle.Css}
            </style>
            </head>
            <body>
            {body.ToString(SaveOptions.DisableFormatting)}
            <script>
            {PageScript.Text}
            </script>
            </body>
            </html>

            """;
    }

    private static string Escape(string text) => new XText(text).ToString();
}
