using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// Batching rules of gather and scatter. Indices that differ between the tasks go into one long axis of all tasks, each task's
/// shifted to where its part starts; vectors are indexed element by element, which needs no shift.
/// </summary>
internal static class IndexingBatching
{
    public static Value Gather(BatchingContext b)
    {
        var (x, indices, axis) = (b.Inputs[0], b.Inputs[1], (int)b.Attributes.Int("axis"));
        if (!b.Mapped[1]) return x.Gather(indices, axis + 1);
        if (!b.Mapped[0]) return x.Gather(indices, axis).Transpose(MovedFirst(axis, x.Rank + indices.Rank - 1));
        if (x.Rank == 2)
            return b.Graph.Add(Indexing.GatherElements, [x, Rows(indices)], new Attributes(("axis", 1))).Reshape(indices.Shape);
        var moved = x.Transpose([0, .. MovedFirst(axis, x.Rank - 1).Select(a => a + 1)]);
        var count = indices.Rank - 1;
        // [T, i..., pre, post] to [T, pre, i..., post].
        return moved.Folded().Gather(Shifted(b, x.Shape[axis + 1]), 0).Transpose([
            0, .. Range(1 + count, axis), .. Range(1, count), .. Range(1 + count + axis, x.Rank - 2 - axis)]);
    }

    public static Value GatherAdjoint(BatchingContext b)
    {
        var (shape, axis) = (b.Attributes.Shape("shape"), (int)b.Attributes.Int("axis"));
        if (!b.Mapped[1]) return b.Inputs[0].ScatterAdd(b.Inputs[1], axis + 1, b.OfTasks(shape));
        var (g, indices) = (b.Stretched(0), b.Inputs[1]);
        if (shape.Rank == 1)
            return b.Graph.Add(Indexing.GatherElementsAdjoint, [Rows(g), Rows(indices)], new Attributes(("axis", 1), ("shape", b.OfTasks(shape))));
        var count = indices.Rank - 1;
        var order = MovedFirst(axis, shape.Rank);
        var longAxis = new Shape([b.Tasks * shape[axis], .. order.Skip(1).Select(a => shape[(int)a])]);
        // [T, pre, i..., post] to [T, i..., pre, post].
        return g.Transpose([0, .. Range(1 + axis, count), .. Range(1, axis), .. Range(1 + axis + count, shape.Rank - 1 - axis)])
            .ScatterAdd(Shifted(b, shape[axis]), 0, longAxis).Unfolded(b.Tasks).Transpose([0, .. Shaping.Inverse(order).Select(a => a + 1)]);
    }

    /// <summary>0, length, 2 length, ... for the tasks, [T, 1...] of the given number of axes of length 1.</summary>
    public static Value Starts(this BatchingContext b, Dim length, int ones)
    {
        var lengths = b.Graph.NewFill(DataType.Int64, new Shape(b.Tasks), 1) * b.Graph.NewLength(DataType.Int64, length);
        return b.Graph.Add(Indexing.CumSum, [lengths], new Attributes(("axis", 0), ("exclusive", 1)))
            .Reshape(new Shape([b.Tasks, .. Enumerable.Repeat((Dim)1, ones)]));
    }

    /// <summary>The mapped indices into an axis of all tasks; negative ones are counted from the end of their task's part first.</summary>
    private static Value Shifted(BatchingContext b, Dim length)
    {
        var indices = b.Inputs[1];
        var counted = indices.LessThan(indices.Number(0)).Choose(indices + b.Graph.NewLength(indices.Type, length), indices);
        return counted + b.Starts(length, indices.Rank - 1);
    }

    /// <summary>[T, ...] as [T, size].</summary>
    private static Value Rows(Value x) => x.Reshape(new Shape(x.Shape[0], new Shape(x.Shape.Skip(1)).Size));

    private static long[] MovedFirst(int axis, int rank) => [axis, .. Range(0, rank).Where(a => a != axis)];

    private static IEnumerable<long> Range(int start, int count) => Enumerable.Range(start, count).Select(a => (long)a);
}
