using System.Numerics.Tensors;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Evaluation;

/// <summary>What a classifier said of one query.</summary>
/// <param name="Label">The true class.</param>
/// <param name="Class">The class with the largest logit.</param>
/// <param name="Confidence">Its probability, exp(y_c) / sum exp(y).</param>
public readonly record struct Answer(int Label, int Class, double Confidence)
{
    /// <summary>Whether the answer is the true class.</summary>
    public bool IsRight => Class == Label;

    /// <summary>The answers to a query set; none where its targets are values.</summary>
    /// <param name="logits">The model's outputs, row-major: [Q, classes], or one logit for each binary target.</param>
    /// <param name="query">The queries with their labels.</param>
    public static Answer[] Of(ReadOnlySpan<float> logits, ExampleSet query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Kind == TargetKind.Values) return [];
        if (query.Kind == TargetKind.Binary) return Binary(logits, query.Values);
        var (answers, classes) = (new Answer[query.Count], logits.Length / query.Count);
        for (var i = 0; i < answers.Length; i++)
        {
            var row = logits.Slice(i * classes, classes);
            var best = TensorPrimitives.IndexOfMax(row);
            var powers = 0.0;
            foreach (var logit in row) powers += Math.Exp(logit - row[best]);
            answers[i] = new Answer((int)query.Labels[i], best, 1 / powers);
        }

        return answers;
    }

    /// <summary>A logit y says class 1 with probability 1 / (1 + exp(-y)).</summary>
    private static Answer[] Binary(ReadOnlySpan<float> logits, float[] targets)
    {
        var answers = new Answer[targets.Length];
        for (var i = 0; i < answers.Length; i++)
            answers[i] = new Answer(targets[i] > 0.5f ? 1 : 0, logits[i] > 0 ? 1 : 0, 1 / (1 + Math.Exp(-Math.Abs(logits[i]))));
        return answers;
    }
}
