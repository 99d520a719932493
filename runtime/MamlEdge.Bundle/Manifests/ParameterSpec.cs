using System.Text.Json.Serialization;

namespace MamlEdge.Bundle;

/// <summary>One row of the parameter table.</summary>
public sealed record ParameterSpec
{
    /// <summary>The name in <c>theta.safetensors</c>; graph inputs are <c>theta.NAME</c>, outputs <c>adapted.NAME</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The element type.</summary>
    public required ElementType Type { get; init; }

    /// <summary>Dimensions; empty for a scalar.</summary>
    public required long[] Shape { get; init; }

    /// <summary>Whether the inner loop changes it.</summary>
    public required bool Adapted { get; init; }

    /// <summary>
    /// Whether there is a row for each class: <see cref="Shape"/> is that of the one row that is learned and that each class starts from; a personal
    /// state has as many as it has classes.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool PerClass { get; init; }
}
