using System.Globalization;
using MamlEdge.Bundle;
using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>Predictions, in the order of the examples.</summary>
/// <param name="Task">What the model predicts.</param>
/// <param name="Predictions">One for each example.</param>
internal sealed record PredictResult(TaskKind Task, IReadOnlyList<Prediction> Predictions) : CommandResult
{
    public override void Print(IAnsiConsole console)
    {
        var table = Task switch
        {
            TaskKind.Classification => ResultTable.Create(2, "Example", "Class", "Probability", "All classes"),
            TaskKind.Binary => ResultTable.Create(1, "Example", "Probability of yes"),
            _ => ResultTable.Create(1, "Example", "Output"),
        };
        foreach (var p in Predictions)
        {
            _ = Task == TaskKind.Classification
                ? table.Row(p.Example, p.Label ?? $"{p.Class}", Number(p.Probabilities![p.Class!.Value]), Numbers(p.Probabilities))
                : table.Row(p.Example, Task == TaskKind.Binary ? Numbers(p.Probabilities!) : string.Join(" ", p.Values!.Select(v => v.ToString("G6", CultureInfo.InvariantCulture))));
        }

        console.Write(table);
    }

    private static string Numbers(IEnumerable<float> values) => string.Join(" ", values.Select(Number));

    private static string Number(float value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
