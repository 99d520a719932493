using System.Numerics.Tensors;

namespace MamlEdge.Trainer.Optimizers;

/// <summary>Bounds a gradient before the outer update. Both bounds may be set; values are clipped first.</summary>
/// <param name="Value">Largest size of one entry, or null for no such bound (Finn et al. use 10 on mini-ImageNet).</param>
/// <param name="Norm">Largest Euclidean norm of the whole gradient, or null for no such bound.</param>
public sealed record GradientClip(double? Value = null, double? Norm = null)
{
    /// <summary>Clips in place.</summary>
    /// <returns>The norm that the gradient had before.</returns>
    public double Apply(Span<float> gradient)
    {
        var before = NormOf(gradient);
        if (Value is { } bound)
        {
            TensorPrimitives.Min(gradient, (float)bound, gradient);
            TensorPrimitives.Max(gradient, (float)-bound, gradient);
        }

        if (Norm is not { } largest) return before;
        var norm = Value is null ? before : NormOf(gradient);
        if (norm > largest) TensorPrimitives.Multiply(gradient, (float)(largest / norm), gradient);
        return before;
    }

    private static double NormOf(ReadOnlySpan<float> gradient) => Math.Sqrt(TensorPrimitives.SumOfSquares(gradient));
}
