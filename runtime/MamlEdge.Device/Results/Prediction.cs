using MamlEdge.Bundle;

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

    /// <summary>Reads the outputs of one example.</summary>
    public static Prediction Of(Manifest manifest, ReadOnlySpan<float> outputs, string example) => manifest.Task switch
    {
        TaskKind.Classification => Classified(manifest, Softmax(outputs), example),
        TaskKind.Binary => new Prediction(example) { Probabilities = Sigmoid(outputs) },
        _ => new Prediction(example) { Values = outputs.ToArray() },
    };

    private static Prediction Classified(Manifest manifest, float[] probabilities, string example)
    {
        var best = Array.IndexOf(probabilities, probabilities.Max());
        return new Prediction(example) { Class = best, Label = manifest.Labels?[best], Probabilities = probabilities };
    }

    // exp(y_c) / sum exp(y)
    private static float[] Softmax(ReadOnlySpan<float> logits)
    {
        var powers = logits.ToArray();
        var largest = powers.Max();
        for (var way = 0; way < powers.Length; way++)
            powers[way] = MathF.Exp(powers[way] - largest);
        var sum = powers.Sum();
        return Array.ConvertAll(powers, power => power / sum);
    }

    private static float[] Sigmoid(ReadOnlySpan<float> logits) => Array.ConvertAll(logits.ToArray(), y => 1 / (1 + MathF.Exp(-y)));
}
