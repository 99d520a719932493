using System.Globalization;
using MamlEdge.Trainer.Reports;
using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>What a bundle costs on this machine, in milliseconds.</summary>
/// <param name="Bundle">Its name.</param>
/// <param name="Latencies">One row for each operation.</param>
internal sealed record BenchResult(string Bundle, IReadOnlyList<LatencyFigure> Latencies) : CommandResult
{
    public override void Print(IAnsiConsole console) => console.Write(Table(Latencies));

    internal static Table Table(IEnumerable<LatencyFigure> latencies)
    {
        var table = ResultTable.Create(1, "Operation", "Median", "95 %", "Runs");
        foreach (var l in latencies)
        {
            table.Row(
                l.Operation,
                Quantities.Milliseconds(l.Median),
                Quantities.Milliseconds(l.Percentile95),
                l.Runs.ToString(CultureInfo.InvariantCulture));
        }

        return table;
    }
}
