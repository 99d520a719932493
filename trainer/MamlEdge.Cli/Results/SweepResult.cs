using System.Globalization;
using MamlEdge.Trainer.Reports;
using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>The combinations of a sweep, the best first.</summary>
/// <param name="Folder">Where they lie, with the table as sweep.md and, where the first option takes numbers, a picture as sweep.svg.</param>
/// <param name="Status"><c>completed</c>, or <c>interrupted</c>: the same command goes on.</param>
/// <param name="Metric"><c>accuracy</c>, or <c>loss</c>, on the validation split.</param>
/// <param name="Rows">The combinations that are done, with all seeds.</param>
/// <param name="Remaining">Combinations still to run.</param>
/// <param name="Best">The command that trains the best combination, with the best of its seeds; null where none was validated.</param>
internal sealed record SweepResult(string Folder, string Status, string Metric, IReadOnlyList<SweepRow> Rows, int Remaining, string? Best) : CommandResult
{
    /// <summary>How the metric is written.</summary>
    internal ReportMetric Shown => Metric == "accuracy" ? ReportMetric.Accuracy : ReportMetric.MeanSquaredError;

    /// <summary>What <see cref="SweepRow.Spread"/> is.</summary>
    internal string Spread => Rows.Count > 0 && Rows[0].Seeds is { } seeds ? $"standard deviation of {seeds.Count} seeds" : "95 %";

    /// <summary>One row for each combination.</summary>
    internal ReportTable Table()
    {
        var options = Rows.Count > 0 ? Rows[0].Values.Keys.ToArray() : [];
        return new ReportTable(
            [.. options, $"validation {Metric}", Spread, "at iteration", "training"],
            [.. Rows.Select(r => (string[])[.. options.Select(o => r.Values[o]), .. Cells(r), Quantities.Duration(TimeSpan.FromSeconds(r.Seconds))])],
            options.Length);
    }

    public override void Print(IAnsiConsole console)
    {
        console.Write(ResultTable.Of(Table()));
        if (Remaining > 0)
            console.WriteLine($"{Quantities.Of(Remaining, "combination")} still to run: repeat the command to go on.");
        if (Best is not null)
            console.WriteLine($"Best by validation: {Best}");
        console.WriteLine($"Table: {Path.Combine(Folder, "sweep.md")}");
    }

    private string[] Cells(SweepRow row) => row.Validation is not { } validation
        ? [row.Diverged ? "diverged" : "not finite", "", ""]
        : [Shown.Format(validation) + (row.Diverged ? ", then diverged" : ""), $"± {Shown.Format(row.Spread)}", row.Iteration!.Value.ToString("#,##0", CultureInfo.InvariantCulture)];
}
