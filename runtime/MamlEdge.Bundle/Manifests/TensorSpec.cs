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
}
