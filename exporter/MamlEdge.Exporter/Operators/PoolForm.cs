using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Reads pools.</summary>
internal static class PoolForm
{
    public static Value Read(OnnxNode n, Operator op) => n.As(op, Attributes(n));

    /// <summary>Values, and flat indices of the maxima where they are used.</summary>
    public static Value[] Max(OnnxNode n)
    {
        var values = Read(n, Pooling.MaxPool);
        if (n.Outputs.Count < 2 || !n.Outputs[1]) return [values];
        var indices = Read(n, Pooling.MaxPoolIndices);
        return [values, n.Attributes.Int("storage_order") == 0 ? indices : ColumnMajor(indices, new Shape(n.X().Shape.Skip(2)).ToLongs())];
    }

    /// <summary>
    /// Pads written out, those of <c>ceil_mode</c> too unless they count, because shape inference of older opsets counts its windows
    /// differently than the kernels do; dilations only where there are any, because older opsets do not have them.
    /// </summary>
    private static Attributes Attributes(OnnxNode n)
    {
        var windows = WindowForm.Read(n, n.Attributes.Ints("kernel_shape") ?? throw n.Error("kernel_shape is missing"));
        var ceil = n.Attributes.Int("ceil_mode") != 0 && n.Attributes.Int("count_include_pad") == 0 && n.X().Shape.Skip(2).All(d => d.IsKnown);
        if (ceil)
        {
            var spatial = new Shape(n.X().Shape.Skip(2)).ToLongs();
            windows = windows.Covering(spatial, Pooling.Positions(windows, spatial, n.Attributes));
        }

        var pool = n.Attributes.Without("auto_pad", "storage_order", "dilations").With("strides", windows.Strides).With("pads", windows.Pads);
        if (ceil) pool = pool.Without("ceil_mode");
        return Array.TrueForAll(windows.Dilations, d => d == 1) ? pool : pool.With("dilations", windows.Dilations);
    }

    /// <summary>
    /// Row-major flat indices over [N, C, spatial...] with the spatial axes counted the other way round: the first one fastest.
    /// </summary>
    private static Value ColumnMajor(Value indices, long[] spatial)
    {
        var (area, rest) = (Tensor.Count(spatial), indices);
        var result = (indices / area) * area;
        for (var axis = spatial.Length - 1; axis >= 0; axis--)
        {
            var whole = rest / spatial[axis];
            result += (rest - (whole * spatial[axis])) * Tensor.Count(spatial.Take(axis));
            rest = whole;
        }

        return result;
    }
}
