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
    /// <param name="logits">The model's outputs [Q, classes], row-major.</param>
    /// <param name="query">The queries with their labels.</param>
    public static Answer[] Of(ReadOnlySpan<float> logits, ExampleSet query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Kind != TargetKind.Classes) return [];
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
}
