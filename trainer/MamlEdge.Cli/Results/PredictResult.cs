using System.Globalization;
using MamlEdge.Results;
using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>Predictions, in the order of the examples.</summary>
/// <param name="Task">What the model predicts, as the manifest writes it.</param>
/// <param name="Predictions">One for each example.</param>
internal sealed record PredictResult(string Task, IReadOnlyList<Prediction> Predictions) : CommandResult
{
    public override void Print(IAnsiConsole console) => console.Write(Predictions[0] switch
    {
        { Class: not null } => Classes(),
        { Probabilities: not null } => Rows("Probability of yes", p => Numbers(p.Probabilities!)),
        _ => Rows("Output", p => string.Join(" ", p.Values!.Select(v => v.ToString("G6", CultureInfo.InvariantCulture)))),
    });

    private Table Classes()
    {
        var table = ResultTable.Create(2, "Example", "Class", "Probability", "All classes");
        foreach (var p in Predictions)
            table.Row(p.Example, p.Label ?? $"{p.Class}", Number(p.Probabilities![p.Class!.Value]), Numbers(p.Probabilities));
        return table;
    }

    private Table Rows(string heading, Func<Prediction, string> text)
    {
        var table = ResultTable.Create(1, "Example", heading);
        foreach (var p in Predictions)
            table.Row(p.Example, text(p));
        return table;
    }

    private static string Numbers(IEnumerable<float> values) => string.Join(" ", values.Select(Number));

    private static string Number(float value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
