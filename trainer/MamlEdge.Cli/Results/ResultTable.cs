using MamlEdge.Trainer.Reports;
using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>Tables in the one style of this command.</summary>
internal static class ResultTable
{
    /// <summary>A table with headings; columns from <paramref name="numbersFrom"/> on are right-aligned.</summary>
    public static Table Create(int numbersFrom, params string[] headings)
    {
        var table = new Table { Border = TableBorder.Simple };
        for (var i = 0; i < headings.Length; i++)
        {
            var column = new TableColumn(new Text(headings[i], new Style(decoration: Decoration.Bold)));
            table.AddColumn(i >= numbersFrom ? column.RightAligned().NoWrap() : column);
        }

        return table;
    }

    /// <summary>A table for the terminal.</summary>
    public static Table Of(ReportTable content)
    {
        var table = Create(content.NumbersFrom, [.. content.Headings]);
        foreach (var row in content.Rows)
            table.Row([.. row]);
        return table;
    }

    /// <summary>Adds a row of plain texts.</summary>
    public static Table Row(this Table table, params string[] cells)
    {
        table.AddRow(cells.Select(c => new Text(c)));
        return table;
    }

    /// <summary>Names and values, without headings.</summary>
    public static Grid Facts(IEnumerable<(string Name, string Value)> facts)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        foreach (var (name, value) in facts)
            grid.AddRow(new Text(name), new Text(value));
        return grid;
    }
}
