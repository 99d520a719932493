using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// Reads Resize and Upsample, which are linear and separable: along each axis nearest is a Gather of known indices and linear or
/// cubic a product with a known matrix.
/// </summary>
internal static class ResizeForm
{
    public static Value Read(OnnxNode n)
    {
        var x = n.X();
        var old = n.Type == "Upsample";
        var scales = old ? n.Longs("scales", 99)?.Select(s => (double)s).ToArray() ?? n.Constant(1, "scales").Values
            : n.Has(2) && n.Constant(2, "scales").Values is { Length: > 0 } given ? given : null;
        var sizes = !old && n.Has(3) ? n.Dims(3, "sizes") : null;
        var axes = n.Attributes.Ints("axes") ?? [.. Enumerable.Range(0, x.Rank).Select(a => (long)a)];
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = (int)(axes[i] < 0 ? axes[i] + x.Rank : axes[i]);
            if (sizes is not null ? sizes[i] == x.Shape[axis] : scales is not null && scales[i] == 1) continue;
            if (!x.Shape[axis].IsKnown) throw n.Error($"axis {axis} of {x.Shape} is resized and must be known");
            var length = x.Shape[axis].Factor;
            var target = sizes is not null ? sizes[i].Factor : (long)Math.Floor(length * (scales ?? throw n.Error("neither scales nor sizes are given"))[i]);
            x = Along(n, x, axis, length, target, scales?[i] ?? (double)target / length);
        }

        return x;
    }

    private static Value Along(OnnxNode n, Value x, int axis, long length, long target, double scale)
    {
        var mode = n.Attributes.Text("mode", "nearest");
        n.Bounded(mode == "nearest" ? target : (double)target * length, "a table of resized positions");
        var positions = Enumerable.Range(0, (int)target).Select(i => Position(n, i, length, target, scale)).ToArray();
        if (mode == "nearest") return x.Gather([.. positions.Select(p => Math.Clamp(Nearest(n, p), 0, length - 1))], axis);
        if (n.Attributes.Int("antialias") != 0) throw n.Error("antialias is not supported");
        var matrix = new double[target * length];
        for (var i = 0; i < target; i++)
        {
            foreach (var (at, weight) in Weights(n, positions[i], mode))
                matrix[(i * length) + Math.Clamp(at, 0, length - 1)] += weight;
        }

        // Bring the axis to the end, multiply with the transposed matrix, bring it back.
        var perm = Enumerable.Range(0, x.Rank).Where(a => a != axis).Append(axis).Select(a => (long)a).ToArray();
        var weights = x.Graph.NewConstant(new Tensor(x.Type, [target, length], matrix)).Turned();
        return x.Transpose(perm).Times(weights).Transpose(Shaping.Inverse(perm));
    }

    private static double Position(OnnxNode n, int i, long length, long target, double scale) =>
        (n.Type == "Upsample" ? "asymmetric" : n.Attributes.Text("coordinate_transformation_mode", "half_pixel")) switch
        {
            "asymmetric" => i / scale,
            "half_pixel" => ((i + 0.5) / scale) - 0.5,
            "pytorch_half_pixel" => target > 1 ? ((i + 0.5) / scale) - 0.5 : 0,
            "align_corners" => target > 1 ? i * (length - 1.0) / (target - 1.0) : 0,
            var mode => throw n.Error($"coordinate_transformation_mode '{mode}' is not supported"),
        };

    private static long Nearest(OnnxNode n, double p) =>
        (n.Type == "Upsample" ? "floor" : n.Attributes.Text("nearest_mode", "round_prefer_floor")) switch
        {
            "floor" => (long)Math.Floor(p),
            "ceil" => (long)Math.Ceiling(p),
            "round_prefer_ceil" => (long)Math.Floor(p + 0.5),
            _ => (long)Math.Ceiling(p - 0.5),
        };

    private static IEnumerable<(long At, double Weight)> Weights(OnnxNode n, double p, string mode)
    {
        var at = (long)Math.Floor(p);
        var t = p - at;
        if (mode is "linear") return [(at, 1 - t), (at + 1, t)];
        if (mode is not "cubic") throw n.Error($"mode '{mode}' is unknown: nearest, linear and cubic are");
        if (n.Attributes.Int("exclude_outside") != 0) throw n.Error("exclude_outside is not supported");
        var a = n.Attributes.Float("cubic_coeff_a", -0.75);
        return [(at - 1, Far(1 + t)), (at, Near(t)), (at + 1, Near(1 - t)), (at + 2, Far(2 - t))];

        double Near(double d) => (((((a + 2) * d) - (a + 3)) * d) * d) + 1;
        double Far(double d) => (((((a * d) - (5 * a)) * d) + (8 * a)) * d) - (4 * a);
    }
}
