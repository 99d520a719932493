using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// x [N, C, spatial...] sampled at the places of a grid [N, out..., d] in [-1, 1], the last spatial axis first. Each axis has taps:
/// the neighbours of a place and their weights, polynomials in its fraction. All neighbours are one gather. Where padding moves a
/// place, its gradient is that of PyTorch: 0 at and beyond the border.
/// </summary>
public static class GridSampling
{
    /// <summary>
    /// Attributes <c>mode</c> (linear, nearest, cubic), <c>padding_mode</c> (zeros, border, reflection), <c>align_corners</c>.
    /// </summary>
    public static readonly Operator GridSample = new("GridSample")
    {
        Opset = 20,
        Type = c => c.Shape().Rank == c.Shape(1).Rank && c.Shape(1)[-1] == c.Shape().Rank - 2 ? new(c.Inputs[0].Type, new Shape([.. c.Shape().Take(2), .. c.Shape(1).Skip(1).SkipLast(1)]))
            : throw c.Error($"the grid must be [N, out..., {c.Shape().Rank - 2}]."),
        Expansion = (inputs, a) => Sample(inputs[0], inputs[1], a),
    };

    /// <summary>Reads a node with the names that modes have from opset 20 on.</summary>
    internal static Value Read(OnnxNode n)
    {
        var mode = n.Attributes.Text("mode", "linear");
        return n.As(GridSample, n.Attributes.With("mode", mode switch { "bilinear" => "linear", "bicubic" => "cubic", _ => mode }));
    }

    /// <summary>The rows of a mode: offset of each neighbour, and the coefficients of its weight in powers of the fraction t.</summary>
    private static (double[] Offsets, double[][] Weights) Taps(string mode)
    {
        const double A = -0.75;
        return mode switch
        {
            "nearest" => ([0], [[1]]),
            "linear" => ([0, 1], [[1, -1], [0, 1]]),
            "cubic" => ([-1, 0, 1, 2], [[0, A, -2 * A, A], [1, 0, -A - 3, A + 2], [0, -A, (2 * A) + 3, -A - 2], [0, 0, A, -A]]),
            _ => throw new ExporterException($"GridSample mode '{mode}' is unknown: linear, nearest and cubic are."),
        };
    }

    private static Value Sample(Value x, Value grid, Attributes a)
    {
        var spatial = x.Shape.Skip(2).All(d => d.IsKnown) ? new Shape(x.Shape.Skip(2)).ToLongs()
            : throw new ExporterException($"GridSample '{x.Graph.Scope.TrimEnd('/')}': the spatial axes of {x.TypeText} must be known. Export the model with a fixed image size.");
        var (n, places) = (x.Shape[0], new Shape(grid.Shape.Skip(1).SkipLast(1)).Size);
        var mode = a.Text("mode", "linear");
        Value? index = null, weight = null;
        for (var axis = 0; axis < spatial.Length; axis++)
        {
            // Grid coordinates run from the last axis to the first. Taps of each axis lie along an axis of their own.
            var at = grid.Slice(grid.Rank - 1, spatial.Length - 1 - axis, spatial.Length - axis);
            var (own, weights) = Neighbours(at.Reshape(new Shape(n, 1, places)), spatial[axis], mode, a);
            var apart = new Shape([n, .. Enumerable.Range(0, spatial.Length).Select(k => k == axis ? own.Shape[1] : 1), places]);
            index = index is null ? own.Reshape(apart) : (index * spatial[axis]) + own.Reshape(apart);
            if (weights is not null) weight = weight is null ? weights.Reshape(apart) : weight * weights.Reshape(apart);
        }

        var taps = new Shape(index!.Shape.Skip(1).SkipLast(1)).Size;
        var flat = index.Reshape(new Shape(n, 1, taps * places)).Expand(new Shape(n, x.Shape[1], taps * places));
        var values = x.Reshape(new Shape(n, x.Shape[1], new Shape(x.Shape.Skip(2)).Size)).GatherElements(flat, 2).Reshape(new Shape(n, x.Shape[1], taps, places));
        if (weight is not null) values = values * weight.Reshape(new Shape(n, 1, taps, places));
        return values.Sum([2]).Reshape(new Shape([n, x.Shape[1], .. grid.Shape.Skip(1).SkipLast(1)]));
    }

    /// <summary>Indices [N, taps, places] along an axis, and their weights; null where all are 1.</summary>
    private static (Value Index, Value? Weights) Neighbours(Value grid, long length, string mode, Attributes a)
    {
        var (padding, align) = (a.Text("padding_mode", "zeros"), a.Int("align_corners") != 0);
        if (padding is not ("zeros" or "border" or "reflection")) throw new ExporterException($"GridSample padding_mode '{padding}' is unknown: zeros, border and reflection are.");
        var (offsets, weights) = Taps(mode);
        var cubic = offsets.Length == 4;
        var at = align ? (grid + 1) * ((length - 1) / 2.0) : (((grid + 1) * length) - 1) * 0.5;
        if (!cubic) at = Padded(at);
        var start = mode == "nearest" ? Elementwise.Round.Apply(at) : Elementwise.Floor.Apply(at);
        var index = offsets.Length == 1 ? start : start + Row(offsets);
        if (cubic) index = Padded(index);
        var inside = Inside(index, length - 1.0);
        var weight = offsets.Length == 1 ? null : Polynomial(at - start);
        if (padding == "zeros")
        {
            var mask = inside.EqualTo(index).CastTo(grid.Type);
            weight = weight is null ? mask : weight * mask;
        }

        return (inside.CastTo(DataType.Int64), weight);

        Value Padded(Value p) => padding switch
        {
            "border" => Inside(p, length - 1.0),
            "reflection" => Inside(align ? Reflected(p, 0, length - 1.0) : Reflected(p, -0.5, length), length - 1.0),
            _ => p,
        };

        Value Row(IEnumerable<double> values) => grid.Graph.NewConstant(new Tensor(grid.Type, [offsets.Length, 1], [.. values]));

        Value Polynomial(Value t)
        {
            var result = Row(weights.Select(w => w[^1]));
            for (var power = weights[0].Length - 2; power >= 0; power--) result = (result * t) + Row(weights.Select(w => w[power]));
            return result;
        }
    }

    /// <summary>p moved into [0, last]; where it is moved, and at the ends, the gradient is 0.</summary>
    private static Value Inside(Value p, double last)
    {
        p = p.GreaterThan(p.Number(0)).Choose(p, p.Number(0));
        return p.LessThan(p.Number(last)).Choose(p, p.Number(last));
    }

    /// <summary>p mirrored at <paramref name="low"/> and at <paramref name="low"/> + <paramref name="span"/> until it lies between them.</summary>
    private static Value Reflected(Value p, double low, double span)
    {
        if (span == 0) return p.Zeros();
        var distance = Elementwise.Abs.Apply(p - low);
        var flips = Elementwise.Floor.Apply(distance / span);
        var rest = distance - (flips * span);
        var even = (flips - (Elementwise.Floor.Apply(flips * 0.5) * 2)).EqualTo(flips.Number(0));
        return even.Choose(rest, span - rest) + low;
    }
}
