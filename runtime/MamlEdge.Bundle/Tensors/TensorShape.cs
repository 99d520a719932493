namespace MamlEdge.Bundle;

/// <summary>Arithmetic and text of tensor shapes.</summary>
public static class TensorShape
{
    /// <summary>The number of elements of a shape; 1 for a scalar.</summary>
    /// <param name="shape">Dimensions, none negative.</param>
    /// <exception cref="OverflowException">The product does not fit 64 bits, or a dimension is negative.</exception>
    public static long Count(ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var dimension in shape)
        {
            if (dimension < 0)
                throw new OverflowException($"The dimension {dimension} is negative.");
            count = checked(count * dimension);
        }

        return count;
    }

    /// <summary>The shape as people write it: <c>[5, 64]</c>.</summary>
    /// <param name="shape">Dimensions.</param>
    public static string Text(ReadOnlySpan<long> shape)
    {
        var text = new System.Text.StringBuilder("[");
        for (var axis = 0; axis < shape.Length; axis++)
            text.Append(axis == 0 ? "" : ", ").Append(shape[axis]);
        return text.Append(']').ToString();
    }
}
