using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Shaping as it reads in rules: <c>x.Reshape(shape).Transpose(1, 0)</c>. What would change nothing builds nothing.</summary>
public static class ShapingFluent
{
    /// <summary>Other axes over the same elements; the value itself where they are the same.</summary>
    public static Value Reshape(this Value x, Shape shape) => x.Shape.Equals(shape) ? x
        : x.Op == Shaping.Reshape ? x.Inputs[0].Reshape(shape)
        : x.AsUniform() is { } number ? x.Graph.NewFill(x.Type, shape, number)
        : x.Graph.Add(Shaping.Reshape, [x], new Attributes(("shape", shape)));

    /// <summary>Axes in another order.</summary>
    public static Value Transpose(this Value x, params IReadOnlyList<long> perm)
    {
        if (perm.Select((p, i) => p == i).All(same => same)) return x;
        if (x.Op == Shaping.Transpose)
        {
            var first = x.Attributes.Ints("perm")!;
            return x.Inputs[0].Transpose([.. perm.Select(p => first[p])]);
        }

        return x.Graph.Add(Shaping.Transpose, [x], new Attributes(("perm", perm.ToArray())));
    }

    /// <summary>The last two axes exchanged.</summary>
    public static Value Turned(this Value x) =>
        x.Transpose([.. Enumerable.Range(0, x.Rank).Select(a => (long)(a < x.Rank - 2 ? a : (2 * x.Rank) - 3 - a))]);

    /// <summary>Whether a value is a matrix that is another one turned; for a row or a column that is a reshape.</summary>
    public static bool IsTurnedMatrix(this Value v) => v.Rank == 2 && (v.Op == Shaping.Transpose
        || (v.Op == Shaping.Reshape && v.Inputs[0].Rank == 2 && v.Shape[0] == v.Inputs[0].Shape[1] && v.Shape[1] == v.Inputs[0].Shape[0] && v.Shape.Contains(1)));

    /// <summary>Stretched to a shape.</summary>
    public static Value Expand(this Value x, Shape shape) => x.Shape.Equals(shape) ? x
        : x.AsUniform() is { } number ? x.Graph.NewFill(x.Type, shape, number)
        : x.Graph.Add(Shaping.Expand, [x], new Attributes(("shape", shape)));

    /// <summary>Elements start to end (exclusive) along an axis.</summary>
    public static Value Slice(this Value x, int axis, long start, long end) => start == 0 && x.Shape[axis] == end ? x
        : !x.Shape[axis].IsKnown ? x.Part(axis, start, end)
        : x.AsUniform() is { } number ? x.Graph.NewFill(x.Type, x.Shape.With(axis, end - start), number)
        : x.Graph.Add(Shaping.Slice, [x], new Attributes(("starts", new[] { start }), ("ends", new[] { end }), ("axes", new long[] { axis })));

    /// <summary>Elements start to end (exclusive) along an axis, where bounds may be symbols; there must be as many.</summary>
    public static Value Slice(this Value x, int axis, Dim start, Dim end) =>
        start.IsKnown && end.IsKnown ? x.Slice(axis, start.Known, end.Known) : x.Part(axis, start, end);

    /// <summary>Surrounded by a number; pads are all begins, then all ends.</summary>
    public static Value Pad(this Value x, long[] pads, double value = 0) => Array.TrueForAll(pads, p => p == 0) ? x
        : x.Graph.Add(Shaping.Pad, [x], new Attributes(("pads", pads), ("value", value)));

    /// <summary>Values one after the other along an axis.</summary>
    public static Value Join(int axis, params IReadOnlyList<Value> parts) => parts.Count == 1 ? parts[0]
        : parts[0].Graph.Add(Shaping.Concat, parts, new Attributes(("axis", axis < 0 ? axis + parts[0].Rank : axis)));

    /// <summary>Axes of length 1 inserted so that they stand at the given places of the result.</summary>
    public static Value Unsqueeze(this Value x, params IReadOnlyList<long> axes)
    {
        var rank = x.Rank + axes.Count;
        var places = axes.Select(a => a < 0 ? a + rank : a).ToHashSet();
        var rest = x.Shape.GetEnumerator();
        return x.Reshape(new Shape(Enumerable.Range(0, rank).Select(a => places.Contains(a) || !rest.MoveNext() ? 1 : rest.Current)));
    }

    /// <summary>Entries of an axis by index.</summary>
    public static Value Gather(this Value x, Value indices, int axis) => x.Graph.Add(Indexing.Gather, [x, indices], new Attributes(("axis", axis)));

    /// <summary>Entries of an axis by known indices.</summary>
    public static Value Gather(this Value x, IReadOnlyList<long> indices, int axis) => x.Gather(x.Graph.NewConstant(Tensor.Longs(indices)), axis);

    /// <summary>Zeros of a shape with this value added at the indices along an axis.</summary>
    public static Value ScatterAdd(this Value g, Value indices, int axis, Shape shape) =>
        g.Graph.Add(Indexing.GatherAdjoint, [g, indices], new Attributes(("axis", axis), ("shape", shape)));

    /// <summary>Entries by an index of the same rank along an axis.</summary>
    public static Value GatherElements(this Value x, Value indices, int axis) => x.Graph.Add(Indexing.GatherElements, [x, indices], new Attributes(("axis", axis)));

    /// <summary>Zeros of a shape with this value added at indices of the same rank along an axis.</summary>
    public static Value ScatterAddElements(this Value g, Value indices, int axis, Shape shape) =>
        g.Graph.Add(Indexing.GatherElementsAdjoint, [g, indices], new Attributes(("axis", axis), ("shape", shape)));
}
