namespace MamlEdge.Trainer.Engines;

/// <summary>Named tensors in one flat vector, so that the optimiser and the sum over tasks are each one pass.</summary>
/// <param name="layout">Names, shapes and places.</param>
public sealed class ParameterVector(ParameterLayout layout)
{
    /// <summary>Names, shapes and places.</summary>
    public ParameterLayout Layout { get; } = layout;

    /// <summary>All values, [<see cref="ParameterLayout.Size"/>].</summary>
    public float[] Values { get; } = new float[layout.Size];

    /// <summary>The values of one tensor, row-major.</summary>
    public Span<float> this[ParameterSlot slot] => Values.AsSpan(slot.Offset, slot.Length);

    /// <summary>The values of the tensors whose name starts with a prefix, by the rest of the name.</summary>
    public IReadOnlyDictionary<string, float[]> WithPrefix(string prefix) => Layout.Slots
        .Where(slot => slot.Name.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(slot => slot.Name[prefix.Length..], slot => this[slot].ToArray());
}
