using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>Checks as people read them: state, name, finding, and below it what to do.</summary>
internal static class CheckList
{
    public static void Print(IAnsiConsole console, IEnumerable<Check> checks)
    {
        var grid = new Grid()
            .AddColumn(new GridColumn().NoWrap())
            .AddColumn(new GridColumn().NoWrap().PadRight(3))
            .AddColumn();
        foreach (var check in checks)
        {
            var (word, colour) = check.State switch
            {
                CheckState.Ok => ("ok", Color.Green),
                CheckState.Absent => ("absent", Color.Yellow),
                CheckState.Unchecked => ("unchecked", Color.Yellow),
                _ => ("problem", Color.Red),
            };
            var text = check.Hint is null ? check.Finding : $"{check.Finding}\n{check.Hint}";
            grid.AddRow(new Text(word, new Style(colour)), new Text(check.Name), new Text(text));
        }

        console.Write(grid);
        console.WriteLine();
    }
}
