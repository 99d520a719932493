using MamlEdge.Bundle;
using MamlEdge.Cli.Exports;
using MamlEdge.Trainer.Reports;
using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>A bundle that was written.</summary>
/// <param name="Bundle">Its folder.</param>
/// <param name="Name">Its name.</param>
/// <param name="Steps">Inner steps of one adaptation.</param>
/// <param name="Parameters">Number of parameter values.</param>
/// <param name="Adapted">Number of those that are adapted.</param>
/// <param name="Files">The files with their sizes.</param>
/// <param name="Seconds">How long the export took.</param>
internal sealed record ExportResult(
    string Bundle, string Name, int Steps, long Parameters, long Adapted, IReadOnlyList<ReportFile> Files, double Seconds) : CommandResult
{
    /// <summary>Whether <c>forward.onnx</c> computes what the model does that the bundle was made of; null for a training run.</summary>
    public Check? Original { get; init; }

    public override int ExitCode => Original?.State == CheckState.Problem ? Program.Failed : Program.Done;

    /// <summary>Reads back what was written.</summary>
    public static ExportResult Of(string folder, TimeSpan duration)
    {
        using var bundle = BundleReader.Open(folder);
        var manifest = bundle.Manifest;
        long Values(IEnumerable<ParameterSpec> parameters) => parameters.Sum(p => p.Shape.Aggregate(1L, (a, b) => a * b));
        return new ExportResult(
            folder,
            manifest.Name,
            manifest.Inner.Steps,
            Values(manifest.Parameters),
            Values(manifest.Parameters.Where(p => p.Adapted)),
            BundleListing.Of(bundle),
            Math.Round(duration.TotalSeconds, 3));
    }

    public override void Print(IAnsiConsole console)
    {
        console.Write(ResultTable.Facts(
        [
            ("Bundle", Bundle),
            ("Adaptation", $"{Quantities.Of(Steps, "step")} on {Quantities.Count(Adapted)} of {Quantities.Count(Parameters)} parameters"),
            ("Size", $"{Quantities.Bytes(Files.Sum(f => f.Bytes))} in {Quantities.Of(Files.Count, "file")}, written in {Quantities.Milliseconds(1000 * Seconds)}"),
        ]));
        console.Write(Table(Files));
        if (Original is not null) CheckList.Print(console, [Original]);
    }

    internal static Table Table(IEnumerable<ReportFile> files)
    {
        var table = ResultTable.Create(2, "File", "Purpose", "Size");
        foreach (var file in files)
            table.Row(file.Name, file.Purpose, Quantities.Bytes(file.Bytes));
        return table;
    }
}
