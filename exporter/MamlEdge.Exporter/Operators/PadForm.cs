using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// Reads Pad: constant as Pad; reflect, edge and wrap as Gather of known indices along each axis, or of its ends where its length is free, which then counts
/// as at least as long as they are.
/// </summary>
internal static class PadForm
{
    public static Value Read(OnnxNode n)
    {
        var x = n.X();
        var given = n.Attributes.Ints("pads") is { } old ? [.. old.Select(p => (Dim)p)] : n.Dims(1, "pads");
        var axes = n.Has(3) ? n.Constant(3, "axes").ToLongs() : [.. Enumerable.Range(0, x.Rank).Select(a => (long)a)];
        var (mode, value) = (n.Attributes.Text("mode", "constant"), n.Number("value", 2) ?? 0);
        var pads = new long[2 * x.Rank];
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = (int)(axes[i] < 0 ? axes[i] + x.Rank : axes[i]);
            var (begin, end) = (given[i], given[i + axes.Length]);
            if (begin.IsKnown && end.IsKnown) (pads[axis], pads[axis + x.Rank]) = (begin.Known, end.Known);
            else if (mode == "constant" && value == 0 && !begin.IsNegative && !end.IsNegative) x = x.Surrounded(axis, begin, begin + x.Shape[axis] + end);
            else throw n.Error($"axis {axis} of {x.Shape} is padded by {begin} and {end}: such lengths are known at run time only, and then only zeros can be added. Export the model with a known length of that axis");
        }

        // Negative pads cut.
        for (var axis = 0; axis < x.Rank; axis++)
        {
            var (begin, end) = (Math.Min(pads[axis], 0), Math.Min(pads[axis + x.Rank], 0));
            if (begin != 0 || end != 0) x = x.Slice(axis, -begin, x.Shape[axis] + end);
            (pads[axis], pads[axis + x.Rank]) = (pads[axis] - begin, pads[axis + x.Rank] - end);
        }

        if (mode == "constant") return x.Pad(pads, value);
        for (var axis = 0; axis < x.Rank; axis++)
        {
            if (pads[axis] == 0 && pads[axis + x.Rank] == 0) continue;
            if (!x.Shape[axis].IsKnown)
            {
                x = WithEnds(n, x, axis, n.Bounded(pads[axis], "a pad"), n.Bounded(pads[axis + x.Rank], "a pad"), mode);
                continue;
            }

            var length = x.Shape[axis].Known;
            x = x.Gather([.. Enumerable.Range(0, n.Bounded((double)pads[axis] + length + pads[axis + x.Rank], "a padded length")).Select(i => At(i - pads[axis], length, mode, n))], axis);
        }

        return x;
    }

    private static Value WithEnds(OnnxNode n, Value x, int axis, int begin, int end, string mode)
    {
        long[] Places(int count, Func<int, long> place) => [.. Enumerable.Range(0, count).Select(place)];
        var (before, after) = mode switch
        {
            "edge" => (x.FromFrontOrNone(axis, Places(begin, _ => 0)), x.FromEndOrNone(axis, Places(end, _ => 1))),
            "reflect" => (x.FromFrontOrNone(axis, Places(begin, i => begin - i)), x.FromEndOrNone(axis, Places(end, i => i + 2))),
            "wrap" => (x.FromEndOrNone(axis, Places(begin, i => begin - i)), x.FromFrontOrNone(axis, Places(end, i => i))),
            _ => throw n.Error($"mode '{mode}' is unknown: constant, reflect, edge and wrap are"),
        };
        return ShapingFluent.Join(axis, [.. before, x, .. after]);
    }

    private static Value[] FromFrontOrNone(this Value x, int axis, long[] places) => places.Length == 0 ? [] : [x.FromFront(axis, places)];

    private static Value[] FromEndOrNone(this Value x, int axis, long[] places) => places.Length == 0 ? [] : [x.FromEnd(axis, places)];

    private static long At(long i, long length, string mode, OnnxNode n) => mode switch
    {
        "edge" => Math.Clamp(i, 0, length - 1),
        "wrap" => ((i % length) + length) % length,
        "reflect" => Reflected(i, length),
        _ => throw n.Error($"mode '{mode}' is unknown: constant, reflect, edge and wrap are"),
    };

    private static long Reflected(long i, long length)
    {
        if (length == 1) return 0;
        var period = (2 * length) - 2;
        var at = ((i % period) + period) % period;
        return at < length ? at : period - at;
    }
}
