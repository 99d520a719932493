using MamlEdge.Bundle;
using MamlEdge.Runtime;

namespace MamlEdge.Device.Results;

/// <summary>What a model says of one example.</summary>
/// <param name="Example">Its index.</param>
internal sealed record Prediction(string Example)
{
    /// <summary>The most probable class; null for a model that is no classifier.</summary>
    public int? Class { get; init; }

    /// <summary>The name of that class, where the bundle names its classes.</summary>
    public string? Label { get; init; }

    /// <summary>The probability of each class, or of yes for each output of a yes-or-no model; null for a regression.</summary>
    public IReadOnlyList<float>? Probabilities { get; init; }

    /// <summary>The outputs of a regression; null for the others.</summary>
    public IReadOnlyList<float>? Values { get; init; }

    /// <summary>All predictions of one call.</summary>
    public static IEnumerable<Prediction> Of(TaskKind task, Predictions outputs)
    {
        var probabilities = task == TaskKind.Regression ? [] : outputs.Probabilities();
        var width = outputs.Values.Length / outputs.Count;
        for (var example = 0; example < outputs.Count; example++)
        {
            var own = task == TaskKind.Regression ? [] : probabilities[(example * width)..((example + 1) * width)];
            yield return task switch
            {
                TaskKind.Classification when outputs.Shape.Length == 2 && outputs.Top(1, example)[0] is var best =>
                    new Prediction($"{example}") { Class = best.Class, Label = best.Label, Probabilities = own },
                TaskKind.Binary => new Prediction($"{example}") { Probabilities = own },
                _ => new Prediction($"{example}") { Values = outputs[example].ToArray() },
            };
        }
    }
}
