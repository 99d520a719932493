using MamlEdge.Bundle;
using MamlEdge.Runtime;

namespace MamlEdge.Results;

/// <summary>What a model says of one example.</summary>
/// <param name="Example">Its file, or its index.</param>
internal sealed record Prediction(string Example)
{
    /// <summary>The most probable class; null for a model that is no classifier.</summary>
    public int? Class { get; init; }

    /// <summary>The name of that class, where the bundle or the state names its classes.</summary>
    public string? Label { get; init; }

    /// <summary>The probability of each class, or of yes for each output of a yes-or-no model; null for a regression.</summary>
    public IReadOnlyList<float>? Probabilities { get; init; }

    /// <summary>The outputs of a regression; null for the others.</summary>
    public IReadOnlyList<float>? Values { get; init; }

    /// <summary>All predictions of one call.</summary>
    /// <param name="task">What the model predicts.</param>
    /// <param name="outputs">Its outputs.</param>
    /// <param name="names">What each example is called; null for their indices.</param>
    public static Prediction[] Of(TaskKind task, Predictions outputs, IReadOnlyList<string>? names = null)
    {
        var probabilities = task == TaskKind.Regression ? [] : outputs.Probabilities();
        var width = outputs.Values.Length / outputs.Count;
        var all = new Prediction[outputs.Count];
        for (var at = 0; at < all.Length; at++)
        {
            var (name, own) = (names?[at] ?? $"{at}", task == TaskKind.Regression ? [] : probabilities[(at * width)..((at + 1) * width)]);
            all[at] = task switch
            {
                TaskKind.Classification when outputs.Shape.Length == 2 && outputs.Top(1, at)[0] is var best =>
                    new Prediction(name) { Class = best.Class, Label = best.Label, Probabilities = own },
                TaskKind.Binary => new Prediction(name) { Probabilities = own },
                _ => new Prediction(name) { Values = outputs[at].ToArray() },
            };
        }

        return all;
    }
}
