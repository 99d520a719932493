using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>
/// A batch of examples (or of regression targets): row-major float32 values and their shape, the first dimension
/// counting examples. The values are not copied.
/// </summary>
public readonly struct Examples
{
    private readonly long[]? _shape;

    /// <summary>Wraps values.</summary>
    /// <param name="values">Row-major values; as many as the shape has.</param>
    /// <param name="shape">Dimensions, examples first: <c>[5, 1, 28, 28]</c>.</param>
    /// <exception cref="InputException">The number of values is not that of the shape.</exception>
    public Examples(ReadOnlyMemory<float> values, params long[] shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        InputChecks.Count("Examples", values.Length, shape);
        Values = values;
        _shape = shape;
    }

    /// <summary>Row-major values.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>Dimensions, examples first.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>Number of examples.</summary>
    public long Count => Shape.IsEmpty ? 0 : Shape[0];

    /// <summary>Takes the values of a safetensors tensor; float64, float16 and bfloat16 are converted.</summary>
    /// <param name="tensor">A floating-point tensor, examples first.</param>
    /// <exception cref="BundleException">The tensor holds integers.</exception>
    public static Examples FromTensor(SafeTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return new Examples(tensor.ToFloats(), tensor.Shape);
    }
}
