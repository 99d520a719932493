using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// How a window slides over spatial axes: kernel, strides, dilations and pads (all begins, then all ends), shared by
/// convolutions and pools of any number of spatial axes.
/// </summary>
public sealed record Windows(long[] Kernel, long[] Strides, long[] Dilations, long[] Pads)
{
    /// <summary>Number of spatial axes.</summary>
    public int Rank => Kernel.Length;

    /// <summary>The windows that attributes describe; the kernel from <c>kernel_shape</c> unless given.</summary>
    public static Windows From(Attributes a, long[]? kernel = null)
    {
        kernel ??= a.Ints("kernel_shape") ?? throw new ExporterException("Attribute 'kernel_shape' is missing.");
        var ones = Enumerable.Repeat(1L, kernel.Length).ToArray();
        return new(kernel, a.Ints("strides") ?? ones, a.Ints("dilations") ?? ones, a.Ints("pads") ?? new long[2 * kernel.Length]);
    }

    /// <summary>These windows as attributes, without the kernel.</summary>
    public Attributes ToAttributes(long group = 1) =>
        new(("strides", Strides), ("dilations", Dilations), ("pads", Pads), ("group", group));

    /// <summary>Number of input positions that a window spans along an axis.</summary>
    public long Extent(int axis) => (Dilations[axis] * (Kernel[axis] - 1)) + 1;

    /// <summary>Number of window positions along an axis of the given length.</summary>
    public long Positions(int axis, long length, bool ceil = false)
    {
        var room = length + Pads[axis] + Pads[axis + Rank] - Extent(axis);
        if (room < 0) return 0;
        if (!ceil) return (room / Strides[axis]) + 1;
        var positions = ((room + Strides[axis] - 1) / Strides[axis]) + 1;
        // A window that would start in the end padding is left out.
        return (positions - 1) * Strides[axis] >= length + Pads[axis] ? positions - 1 : positions;
    }

    /// <summary>
    /// These windows with end pads such that they have the given positions without <c>ceil_mode</c>, whose last window may reach past
    /// the end padding.
    /// </summary>
    public Windows Covering(long[] input, long[] positions)
    {
        var pads = (long[])Pads.Clone();
        for (var axis = 0; axis < Rank; axis++) pads[axis + Rank] = Math.Max(((positions[axis] - 1) * Strides[axis]) + Extent(axis) - input[axis] - pads[axis], 0);
        return this with { Pads = pads };
    }

    /// <summary>Spatial axes of the result; the input's must be known.</summary>
    public IEnumerable<Dim> Positions(TypeContext context, Shape input, bool ceil = false)
    {
        for (var axis = 0; axis < Rank; axis++)
        {
            var dim = input[axis + 2];
            if (!dim.IsKnown) throw context.Error($"spatial axis {axis + 2} of length {dim} must be known.");
            var positions = Positions(axis, dim.Known, ceil);
            yield return positions > 0 ? positions : throw context.Error($"the window of extent {Extent(axis)} does not fit axis {axis + 2} of length {dim}.");
        }
    }

    /// <summary>How many taps of each window lie inside the input along an axis.</summary>
    public double[] Counts(int axis, long length, long positions)
    {
        var counts = new double[positions];
        for (var p = 0; p < counts.Length; p++)
        {
            var first = (p * Strides[axis]) - Pads[axis];
            // Taps t with 0 <= first + dilation t < length.
            var before = first >= 0 ? 0 : Math.Min((-first + Dilations[axis] - 1) / Dilations[axis], Kernel[axis]);
            var until = first >= length ? 0 : Math.Min((length - 1 - first) / Dilations[axis] + 1, Kernel[axis]);
            counts[p] = Math.Max(until - before, 0);
        }

        return counts;
    }

    /// <summary>
    /// Every pair of window position and tap that lies inside the input: indices are flat over the spatial axes.
    /// </summary>
    public IEnumerable<(int Position, int Tap, int At)> Pairs(long[] input, long[] positions)
    {
        foreach (var (p, position) in Indices(positions))
        {
            foreach (var (t, tap) in Indices(Kernel))
            {
                var at = 0L;
                var inside = true;
                for (var axis = 0; axis < Rank && inside; axis++)
                {
                    var i = (position[axis] * Strides[axis]) - Pads[axis] + (tap[axis] * Dilations[axis]);
                    inside = i >= 0 && i < input[axis];
                    at = (at * input[axis]) + i;
                }

                if (inside) yield return (p, t, (int)at);
            }
        }
    }

    private static IEnumerable<(int Flat, long[] Index)> Indices(long[] dims)
    {
        var index = new long[dims.Length];
        var size = Tensor.Count(dims);
        for (var flat = 0; flat < size; flat++)
        {
            yield return (flat, index);
            for (var axis = dims.Length - 1; axis >= 0 && ++index[axis] == dims[axis]; axis--) index[axis] = 0;
        }
    }
}
