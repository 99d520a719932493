using System.Text.Json.Serialization;

namespace MamlEdge.Bundle;

/// <summary>Name, type and shape of a model's input, output or target.</summary>
public sealed record TensorSpec
{
    /// <summary>The name in the graph.</summary>
    public required string Name { get; init; }

    /// <summary>The element type.</summary>
    public required ElementType Type { get; init; }

    /// <summary>Known sizes and symbols; the first is the example axis.</summary>
    public required IReadOnlyList<Dimension> Shape { get; init; }

    /// <summary>The shape as people write it: <c>[N, 1, 28, 28]</c>.</summary>
    [JsonIgnore]
    public string ShapeText => $"[{string.Join(", ", Shape)}]";

    /// <summary>The shape of some examples.</summary>
    /// <param name="examples">How many.</param>
    /// <param name="free">What stands for a size that is free besides their number.</param>
    public long[] ShapeOf(long examples, long free)
    {
        var shape = new long[Shape.Count];
        for (var at = 0; at < shape.Length; at++)
            shape[at] = at == 0 ? examples : Shape[at].Size ?? free;
        return shape;
    }
}
