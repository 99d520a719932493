using System.Numerics.Tensors;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Evaluation;

/// <summary>What a classifier said of one query.</summary>
/// <param name="Label">The true class.</param>
/// <param name="Class">The class with the largest logit.</param>
/// <param name="Confidence">Its probability, exp(y_c / T) / sum exp(y / T), T the bundle's temperature.</param>
public readonly record struct Answer(int Label, int Class, double Confidence)
{
    /// <summary>Whether the answer is the true class.</summary>
    public bool IsRight => Class == Label;

    /// <summary>Logits of the classes, of a yes-or-no answer 0 and the logit of yes; null where they are not known.</summary>
    internal float[]? Logits { get; private init; }

    /// <summary>The answers to a query set; none where its targets are values.</summary>
    /// <param name="logits">The model's outputs, row-major: [Q, classes], or one logit for each binary target.</param>
    /// <param name="query">The queries with their labels.</param>
    /// <param name="temperature">Divides logits before they become probabilities.</param>
    public static Answer[] Of(ReadOnlySpan<float> logits, ExampleSet query, double temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Kind == TargetKind.Values) return [];
        var binary = query.Kind == TargetKind.Binary;
        var answers = new Answer[binary ? query.Values.Length : query.Count];
        var classes = logits.Length / answers.Length;
        for (var i = 0; i < answers.Length; i++)
        {
            // A logit y says class 1 with probability 1 / (1 + exp(-y)): the softmax of 0 and y.
            float[] row = binary ? [0, logits[i]] : logits.Slice(i * classes, classes).ToArray();
            var label = binary ? query.Values[i] > 0.5f ? 1 : 0 : (int)query.Labels[i];
            var way = binary ? row[1] > 0 ? 1 : 0 : TensorPrimitives.IndexOfMax<float>(row);
            answers[i] = new Answer(label, way, 0) { Logits = row }.At(temperature);
        }

        return answers;
    }

    /// <summary>The same answer with the confidence that it has at a temperature.</summary>
    internal Answer At(double temperature) => this with { Confidence = ProbabilityOf(Class, temperature) };

    /// <summary>The probability of a class at a temperature.</summary>
    internal double ProbabilityOf(int way, double temperature)
    {
        var (largest, powers) = ((double)Logits![Class], 0.0);
        foreach (var logit in Logits) powers += Math.Exp((logit - largest) / temperature);
        return Math.Exp((Logits[way] - largest) / temperature) / powers;
    }
}
