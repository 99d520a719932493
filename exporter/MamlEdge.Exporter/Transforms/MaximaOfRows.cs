using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Transforms;

/// <summary>
/// Max pools of images with channels last: the taps of a window are gathered beside each other and compared two by two, so that the gradient is made
/// of masks and one gather, where a MaxPool needs the indices of its maxima, a scatter and transposes.
/// </summary>
internal static class MaximaOfRows
{
    /// <summary>Largest kernel, in taps: what lies above is compared too often.</summary>
    private const int MostTaps = 16;

    /// <summary>The pool of an image [N, spatial..., C]; null for windows that reach over its edge.</summary>
    public static Value? Pool(Value image, Attributes attributes)
    {
        var windows = Windows.From(attributes);
        var taps = Tensor.Count(windows.Kernel);
        var spatial = image.Shape.Skip(1).Take(windows.Rank).ToArray();
        if (taps > MostTaps || Array.Exists(windows.Pads, p => p != 0) || attributes.Int("ceil_mode") != 0 || !spatial.All(d => d.IsKnown) || !image.Shape[-1].IsKnown) return null;
        // Relu does not change which element is the largest, and the pool has fewer of them.
        if (BeforeRelu(image) is { } before) return Pool(before, attributes)?.Relu();
        var (rows, channels) = (image.Rows(windows), image.Shape[-1].Known);
        Value[] parts = [.. Enumerable.Range(0, (int)taps).Select(tap => rows.Slice(1, tap * channels, (tap + 1) * channels))];
        // In pairs of neighbours the first of equal taps wins, as it does in a MaxPool.
        while (parts.Length > 1) parts = [.. parts.Chunk(2).Select(pair => pair.Length == 1 ? pair[0] : image.Graph.Add(Arithmetic.MaxFirst, pair))];
        return parts[0].Reshape(new Shape([image.Shape[0], .. spatial.Select((n, axis) => (Dim)windows.Positions(axis, n.Known)), channels]));
    }

    /// <summary>What a Relu is applied to, also inside a reshape; null for another value.</summary>
    private static Value? BeforeRelu(Value value) => value.Op == Elementwise.Relu ? value.Inputs[0]
        : value.Op == Shaping.Reshape && BeforeRelu(value.Inputs[0]) is { } inner ? inner.Reshape(value.Shape) : null;
}
