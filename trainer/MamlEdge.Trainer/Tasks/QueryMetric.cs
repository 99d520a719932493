using System.Numerics.Tensors;

namespace MamlEdge.Trainer.Tasks;

/// <summary>How good predictions are on a query set.</summary>
internal static class QueryMetric
{
    /// <summary>The metric's name for a kind of target.</summary>
    public static string NameOf(TargetKind kind) => kind == TargetKind.Values ? "mse" : "accuracy";

    /// <summary>Share of correct classes (of logits on the right side of 0, for binary targets), or mean squared error.</summary>
    /// <param name="outputs">The model's outputs, [Q, ...], row-major.</param>
    /// <param name="query">The queries with their targets.</param>
    public static double Of(ReadOnlySpan<float> outputs, ExampleSet query)
    {
        if (query.Kind == TargetKind.Values)
        {
            var distance = (double)TensorPrimitives.Distance(outputs, query.Values);
            return distance * distance / query.Values.Length;
        }

        if (query.Kind == TargetKind.Binary)
        {
            var right = 0;
            for (var i = 0; i < outputs.Length; i++)
                if (outputs[i] > 0 == query.Values[i] > 0.5f) right++;
            return (double)right / outputs.Length;
        }

        var (correct, classes) = (0, outputs.Length / query.Count);
        for (var i = 0; i < query.Count; i++)
            if (TensorPrimitives.IndexOfMax(outputs.Slice(i * classes, classes)) == query.Labels[i]) correct++;
        return (double)correct / query.Count;
    }
}
