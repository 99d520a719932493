using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Reads Slice and Split: contiguous parts as Slice, other steps as Gather of known indices.</summary>
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
                ? Along(n, x, axis, starts[i].Factor, ends[i].Factor, steps[i])
                : Symbolic(n, x, axis, starts[i], ends[i], steps[i]);
        }

        return x;
    }

    public static Value[] Split(OnnxNode n)
    {
        var x = n.X();
        var axis = n.Axis("axis", 0, x.Rank);
        var length = x.Shape[axis].IsKnown ? x.Shape[axis].Factor : throw n.Error($"axis {axis} of {x.Shape} must be known");
        var parts = n.Bounded(n.Attributes.Int("num_outputs", n.Outputs.Count), "a number of parts");
        var chunk = (length + parts - 1) / parts;
        var sizes = n.Longs("split", 1) ?? [.. Enumerable.Range(0, parts).Select(i => Math.Min(chunk, length - (i * chunk)))];
        if (sizes.Sum() != length) throw n.Error($"parts [{string.Join(", ", sizes)}] do not add up to {length}");
        var start = 0L;
        return [.. sizes.Select(size => x.Slice(axis, start, start += size))];
    }

    private static Value Along(OnnxNode n, Value x, int axis, long start, long end, long step)
    {
        var length = x.Shape[axis].Factor;
        start = Clamp(start, length, step);
        end = Clamp(end, length, step);
        if (step == 1) return x.Slice(axis, start, Math.Max(start, end));
        var indices = new List<long>(n.Bounded(Math.Abs(((double)end - start) / step), "a slice"));
        for (var i = start; step > 0 ? i < end : i > end; i += step) indices.Add(i);
        return x.Gather(indices, axis);
    }

    /// <summary>
    /// Along an axis or to an end that is a symbol: everything, the first elements, or the last ones. The axis counts as at least as long
    /// as what is taken from it.
    /// </summary>
    private static Value Symbolic(OnnxNode n, Value x, int axis, Dim start, Dim end, long step)
    {
        var dim = x.Shape[axis];
        var toEnd = end == dim || (end.IsKnown && end.Factor >= int.MaxValue);
        if (step == 1 && start.IsKnown)
        {
            if (start.Factor == 0 && toEnd) return x;
            if (start.Factor < 0 && toEnd) return x.Gather([.. Enumerable.Range((int)start.Factor, -(int)start.Factor).Select(i => (long)i)], axis);
            if (start.Factor == 0 && !end.IsKnown) return x.Head(axis, end);
            if (start.Factor >= 0 && end.IsKnown && end.Factor >= start.Factor && !toEnd) return x.Head(axis, end).Slice(axis, start.Factor, end.Factor);
        }

        throw n.Error($"axis {axis} of {x.Shape} from {start} to {end} in steps of {step} has a length that is not known. Export the model with a known length of that axis");
    }

    /// <summary>Bounds as ONNX has them: negative from the end, then clamped; a negative step may end before the first element.</summary>
    private static long Clamp(long bound, long length, long step)
    {
        if (bound < 0) bound = bound < -length ? -1 - length : bound;
        if (bound < 0) bound += length;
        return step > 0 ? Math.Clamp(bound, 0, length) : Math.Clamp(bound, -1, length - 1);
    }
}
