using MamlEdge.Trainer.Reports;

namespace MamlEdge.Cli.Results;

/// <summary>An evaluation as Markdown, to be pasted into a model card.</summary>
internal static class EvalMarkdown
{
    /// <summary>The tables, how they were measured, and the command that repeats them.</summary>
    public static string Text(EvalResult result, string command)
    {
        ReportTable?[] tables = [.. EvalTables.SideBySide(result), EvalTables.Steps(result), EvalTables.Seeds(result), EvalTables.Confusion(result.Together)];
        var parts = tables.OfType<ReportTable>().Select(table => table.ToMarkdown()).Append(string.Concat(result.Notes().Select(note => note + "\n")));
        return string.Join('\n', command.Length == 0 ? parts : parts.Append($"    {command}\n"));
    }
}
