namespace MamlEdge.Exporter.Graphs;

/// <summary>
/// A constant that is carried through byte by byte, because it holds no numbers (text), numbers that are not computed with (complex,
/// 8-bit floating point, 4-bit integers), or 64-bit integers that double precision would change.
/// </summary>
/// <param name="Type">Element type.</param>
/// <param name="Dims">The length of every axis.</param>
/// <param name="Content">The tensor as an ONNX message without a name.</param>
public sealed record StoredTensor(DataType Type, IReadOnlyList<long> Dims, ReadOnlyMemory<byte> Content)
{
    /// <inheritdoc/>
    public bool Equals(StoredTensor? other) => other is not null && Content.Span.SequenceEqual(other.Content.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Content.Span);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Type}[{string.Join(", ", Dims)}]#{GetHashCode():x}";
}
