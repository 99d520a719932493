using System.Numerics.Tensors;

namespace MamlEdge.Trainer.Optimizers;

/// <summary>
/// Adam (Kingma and Ba 2015, algorithm 1) over one flat vector of n parameters:
/// m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; theta = theta - lr (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps).
/// </summary>
public sealed class Adam
{
    private readonly float[] _scratch;

    /// <summary>Starts with zero moments.</summary>
    /// <param name="size">n.</param>
    public Adam(int size)
    {
        FirstMoment = new float[size];
        SecondMoment = new float[size];
        _scratch = new float[size];
    }

    /// <summary>Decay of the first moment.</summary>
    public float Beta1 { get; init; } = 0.9f;

    /// <summary>Decay of the second moment.</summary>
    public float Beta2 { get; init; } = 0.999f;

    /// <summary>Keeps the division finite.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    /// <summary>Updates so far, t.</summary>
    public long Updates { get; set; }

    /// <summary>m, [n].</summary>
    public float[] FirstMoment { get; }

    /// <summary>v, [n].</summary>
    public float[] SecondMoment { get; }

    /// <summary>One update in place.</summary>
    /// <param name="parameters">theta, [n].</param>
    /// <param name="gradient">g, [n].</param>
    /// <param name="learningRate">lr of this update.</param>
    /// <exception cref="ArgumentException">The lengths differ from n.</exception>
    public void Update(Span<float> parameters, ReadOnlySpan<float> gradient, double learningRate)
    {
        if (parameters.Length != FirstMoment.Length || gradient.Length != FirstMoment.Length)
            throw new ArgumentException($"Adam was made for {FirstMoment.Length} parameters, got {parameters.Length} parameters and {gradient.Length} gradients.");
        Updates++;
        var m = FirstMoment.AsSpan();
        var v = SecondMoment.AsSpan();
        var step = _scratch.AsSpan();

        TensorPrimitives.Multiply(gradient, 1 - Beta1, step);
        TensorPrimitives.MultiplyAdd(m, Beta1, step, m);
        TensorPrimitives.Multiply(gradient, gradient, step);
        TensorPrimitives.Multiply(step, 1 - Beta2, step);
        TensorPrimitives.MultiplyAdd(v, Beta2, step, v);

        var correction1 = 1 - Math.Pow(Beta1, Updates);
        var correction2 = 1 - Math.Pow(Beta2, Updates);
        TensorPrimitives.Multiply(v, (float)(1 / correction2), step);
        TensorPrimitives.Sqrt(step, step);
        TensorPrimitives.Add(step, Epsilon, step);
        TensorPrimitives.Divide(m, step, step);
        TensorPrimitives.MultiplyAdd(step, (float)(-learningRate / correction1), parameters, parameters);
    }
}
