using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Reads Slice and Split: contiguous parts as Slice, other steps as Gather of indices.</summary>
internal static class SliceForm
{
    public static Value Read(OnnxNode n)
    {
        var x = n.X();
        var (starts, ends) = (n.Dims(1, "starts"), n.Dims(2, "ends"));
        var axes = n.Longs("axes", 3) ?? [.. Enumerable.Range(0, starts.Length).Select(a => (long)a)];
        var steps = n.Longs("steps", 4) ?? [.. Enumerable.Repeat(1L, starts.Length)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length)
            throw n.Error($"{starts.Length} starts, {ends.Length} ends, {axes.Length} axes and {steps.Length} steps are not of one number");
        if (steps.Contains(0)) throw n.Error("a step is 0");
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = (int)(axes[i] < 0 ? axes[i] + x.Rank : axes[i]);
            x = starts[i].IsKnown && ends[i].IsKnown && x.Shape[axis].IsKnown
                ? Along(n, x, axis, starts[i].Known, ends[i].Known, steps[i])
                : Symbolic(n, x, axis, starts[i], ends[i], steps[i]);
        }

        return x;
    }

    public static Value[] Split(OnnxNode n)
    {
        var x = n.X();
        var axis = n.Axis("axis", 0, x.Rank);
        var sizes = n.Attributes.Ints("split") is { } given ? [.. given.Select(size => (Dim)size)] : n.Has(1) ? n.Dims(1, "split") : Even(n, x.Shape[axis]);
        var total = sizes.Aggregate((Dim)0, (sum, size) => sum + size);
        if (total != x.Shape[axis]) throw n.Error($"parts [{string.Join(", ", sizes)}] do not add up to {x.Shape[axis]}");
        Dim start = 0;
        return [.. sizes.Select(size => x.Slice(axis, start, start += size))];
    }

    /// <summary>Equal parts, the last one smaller where the length is known and does not divide.</summary>
    private static Dim[] Even(OnnxNode n, Dim length)
    {
        var parts = n.Bounded(n.Attributes.Int("num_outputs", n.Outputs.Count), "a number of parts");
        if (!length.IsKnown)
            return [.. Enumerable.Repeat(Dim.Divide(length, parts) ?? throw n.Error($"{parts} equal parts of the length {length} are not known: it must be known, or a multiple of their number such as '{parts}*N'"), parts)];
        var chunk = (length.Known + parts - 1) / parts;
        return [.. Enumerable.Range(0, parts).Select(i => (Dim)Math.Min(chunk, length.Known - (i * chunk)))];
    }

    private static Value Along(OnnxNode n, Value x, int axis, long start, long end, long step)
    {
        var length = x.Shape[axis].Known;
        start = Clamp(start, length, step);
        end = Clamp(end, length, step);
        if (step == 1) return x.Slice(axis, start, Math.Max(start, end));
        var indices = new List<long>(n.Bounded(Math.Abs(((double)end - start) / step), "a slice"));
        for (var i = start; step > 0 ? i < end : i > end; i += step) indices.Add(i);
        return x.Gather(indices, axis);
    }

    /// <summary>
    /// Along an axis or to a bound that is a symbol: a contiguous part, everything backwards, or each n-th element of a multiple of n. The axis counts as at least as long as what
    /// is taken from it.
    /// </summary>
    private static Value Symbolic(OnnxNode n, Value x, int axis, Dim start, Dim end, long step)
    {
        var length = x.Shape[axis];
        if (step == 1)
        {
            var (from, to) = (Bound(start, length), Bound(end, length));
            if (from == to) return x.Slice(axis, 0, 0L);
            // Something is taken for every binding that is long enough, unless the symbols only count against it.
            if ((to - from).Terms.Any(t => t.Coefficient > 0 && (t.Product.Length > 0 || (to - from).IsKnown))) return x.Slice(axis, from, to);
        }

        if (step == -1 && start.IsKnown && (start == -1 || start.Known >= int.MaxValue) && end.IsKnown && end.Known <= int.MinValue + 1L)
        {
            Value Number(long value) => n.Graph.NewScalar(DataType.Int64, value);
            var count = n.Graph.NewLength(DataType.Int64, length);
            return x.Gather(count - 1 - n.Graph.Add(Leaves.Range, [Number(0), count, Number(1)]), axis);
        }

        if (step > 1 && Bound(start, length) is { IsKnown: true } first && Bound(end, length) == length && Dim.Divide(length, step) is not null)
        {
            var offset = first.Known % step;
            return x.Slice(axis, first - offset, length).EveryNth(axis, step, offset);
        }

        throw n.Error($"axis {axis} of {x.Shape} from {start} to {end} in steps of {step} has a length that is not known. Export the model with a known length of that axis, or with one that is a multiple of the step ('2*N') and a slice to its end");
    }

    /// <summary>A bound counted from the front: negative ones count from the end, and far ones are the ends.</summary>
    private static Dim Bound(Dim bound, Dim length) => bound.IsKnown && bound.Known >= int.MaxValue ? length
        : bound.IsKnown && bound.Known <= int.MinValue + 1L ? 0
        : bound.IsNegative ? length + bound : bound;

    /// <summary>Bounds as ONNX has them: negative from the end, then clamped; a negative step may end before the first element.</summary>
    private static long Clamp(long bound, long length, long step)
    {
        if (bound < 0) bound = bound < -length ? -1 - length : bound;
        if (bound < 0) bound += length;
        return step > 0 ? Math.Clamp(bound, 0, length) : Math.Clamp(bound, -1, length - 1);
    }
}
