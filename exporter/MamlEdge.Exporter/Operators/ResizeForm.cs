using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// Reads Resize and Upsample, which are linear and separable: along each axis nearest is a Gather of known indices and linear or
/// cubic a product with a known matrix. Along an axis of free length only whole multiples and parts are read (<see cref="ResizeFree"/>).
/// </summary>
internal static class ResizeForm
{
    public static Value Read(OnnxNode n)
    {
        var x = n.X();
        var extrapolated = n.Attributes.Float("extrapolation_value");
        Value? inside = null;
        foreach (var (axis, resized) in Axes(n))
        {
            if (!x.Shape[axis].IsKnown)
            {
                x = ResizeFree.Read(n, x, axis, resized);
                continue;
            }

            x = n.Attributes.Text("mode", "nearest") == "nearest" ? x.Gather(resized.Nearest(), axis) : Product(x, axis, resized);
            // Only a crop can reach outside; what does takes a given value.
            var reached = Enumerable.Range(0, (int)resized.Target).Select(i => resized.IsInside(i) ? 1.0 : 0).ToArray();
            if (Array.TrueForAll(reached, r => r == 1)) continue;
            var dims = Enumerable.Range(0, x.Rank - axis).Select(a => a == 0 ? resized.Target : 1).ToArray();
            var mask = x.Graph.NewConstant(new Tensor(DataType.Bool, dims, reached));
            inside = inside is null ? mask : inside.AndAlso(mask);
        }

        return inside is null ? x : inside.Choose(x, x.Number(extrapolated));
    }

    private static IEnumerable<(int Axis, ResizeAxis Resized)> Axes(OnnxNode n)
    {
        var x = n.X();
        var old = n.Type == "Upsample";
        var scales = old ? n.Constant(1, "scales").Values : n.Has(2) && n.Constant(2, "scales").Values is { Length: > 0 } given ? given : null;
        var sizes = !old && n.Has(3) ? n.Dims(3, "sizes") : null;
        if (scales is null && sizes is null) throw n.Error("neither scales nor sizes are given");
        if (scales?.Any(s => !double.IsFinite(s) || s <= 0) == true) throw n.Error($"scales must be positive numbers, got [{string.Join(", ", scales)}]");
        long[] axes = [.. n.Attributes.Ints("axes")?.Select(a => OnnxForms.Wrapped(a, x.Rank)) ?? Reductions.From(0, x.Rank)];
        var crops = n.Attributes.Text("coordinate_transformation_mode") == "tf_crop_and_resize" ? n.Constant(1, "roi").Values : null;
        var common = sizes is null ? null : AspectScale(n, x, axes, sizes);
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = (int)axes[i];
            if (crops is null && (common is not null ? common == 1 : sizes is not null ? sizes[i] == x.Shape[axis] : scales![i] == 1)) continue;
            if (!x.Shape[axis].IsKnown)
            {
                if (crops is not null || common is not null) throw n.Error($"axis {axis} of {x.Shape} is resized and must be known");
                yield return (axis, ResizeFree.Of(n, x, axis, sizes?[i], scales?[i]));
                continue;
            }

            if (sizes?[i] is { IsKnown: false } size) throw n.Error($"axis {axis} of {x.Shape} is resized to {size}, which must be known");
            var length = x.Shape[axis].Known;
            var target = common is { } s ? (long)Math.Floor((s * length) + 0.5) : sizes?[i].Known ?? (long)Math.Floor(length * scales![i]);
            n.Bounded((double)target * length, "a table of resized positions");
            yield return (axis, new ResizeAxis(n, length, target, common ?? scales?[i] ?? (double)target / length, crops?[i] ?? 0, crops?[i + axes.Length] ?? 1));
        }
    }

    /// <summary>The one scale of all axes where the aspect ratio is kept; null where the sizes are taken as they are.</summary>
    private static double? AspectScale(OnnxNode n, Value x, long[] axes, Dim[] sizes)
    {
        var scales = axes.Select((axis, i) => x.Shape[(int)axis] is var length && length == sizes[i] ? 1
            : length.IsKnown && sizes[i].IsKnown ? (double)sizes[i].Known / length.Known
            : throw n.Error($"axis {axis} of {x.Shape} is resized to {sizes[i]}; both must be known"));
        return n.Attributes.Text("keep_aspect_ratio_policy", "stretch") switch
        {
            "stretch" => null,
            "not_larger" => scales.Min(),
            "not_smaller" => scales.Max(),
            var policy => throw n.Error($"keep_aspect_ratio_policy '{policy}' is unknown: stretch, not_larger and not_smaller are"),
        };
    }

    /// <summary>Brings the axis to the end, multiplies with the transposed matrix, brings it back.</summary>
    private static Value Product(Value x, int axis, ResizeAxis resized)
    {
        var perm = Enumerable.Range(0, x.Rank).Where(a => a != axis).Append(axis).Select(a => (long)a).ToArray();
        var weights = x.Graph.NewConstant(new Tensor(x.Type, [resized.Target, resized.Length], resized.Matrix())).Turned();
        return x.Transpose(perm).Times(weights).Transpose(Shaping.Inverse(perm));
    }
}
