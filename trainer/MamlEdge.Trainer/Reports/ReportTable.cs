namespace MamlEdge.Trainer.Reports;

/// <summary>A table as text, for a page, a terminal or Markdown.</summary>
/// <param name="Headings">One for each column; the first columns hold names, the others numbers.</param>
/// <param name="Rows">Cells, as many in a row as headings.</param>
/// <param name="NumbersFrom">The first column of numbers.</param>
public sealed record ReportTable(IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Rows, int NumbersFrom = 1)
{
    /// <summary>As a table of Markdown, with a line end after each row.</summary>
    public string ToMarkdown()
    {
        var rule = Headings.Select((_, i) => i >= NumbersFrom ? "---:" : "---");
        return string.Concat(Rows.Prepend([.. rule]).Prepend(Headings).Select(Line));
    }

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal)))} |\n";
}
