using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// Pools over windows of the spatial axes of [N, C, spatial...]. A max pool goes through the flat indices of its maxima (the first
/// of equal ones, as in PyTorch): its gradient scatters, whose gradient gathers. An average pool is a convolution.
/// </summary>
public static class Pooling
{
    /// <summary>Largest value of each window.</summary>
    public static readonly Operator MaxPool = new("MaxPool")
    {
        Opset = 12,
        Type = c => new(c.Inputs[0].Type, Pooled(c)),
        Kernel = k => PoolingKernels.Max(k).Values,
        Gradients = [(y, g) =>
        {
            var x = y.Inputs[0];
            var flat = new Shape(y.Shape.Size);
            var indices = y.Graph.Add(MaxPoolIndices!, [x], y.Attributes).Reshape(flat);
            return g.Reshape(flat).ScatterAdd(indices, 0, new Shape(x.Shape.Size)).Reshape(x.Shape);
        }],
        Formula = "x̄ = g scattered to the maxima",
        Convention = "the first of a tie takes all",
    };

    /// <summary>Flat index of the largest value of each window over the whole input; second output of the same ONNX node.</summary>
    public static readonly Operator MaxPoolIndices = new("MaxPoolIndices")
    {
        OnnxName = "MaxPool",
        Opset = 12,
        OutputSlot = 1,
        Type = c => new(DataType.Int64, Pooled(c)),
        Kernel = k => PoolingKernels.Max(k).Indices,
        HasZeroGradient = true,
    };

    /// <summary>Mean of each window (<c>count_include_pad</c>, <c>ceil_mode</c>).</summary>
    public static readonly Operator AveragePool = new("AveragePool") { Expansion = (inputs, a) => Average(inputs[0], a), Opset = 11 };

    /// <summary>Mean over all spatial axes.</summary>
    public static readonly Operator GlobalAveragePool = new("GlobalAveragePool") { Expansion = (inputs, _) => inputs[0].Mean(Spatial(inputs[0]), true), Opset = 1 };

    /// <summary>Largest value over all spatial axes.</summary>
    public static readonly Operator GlobalMaxPool = new("GlobalMaxPool")
    {
        Expansion = (inputs, _) => Reductions.Reduce(Reductions.ReduceMax, inputs[0], Spatial(inputs[0]), true),
        Opset = 1,
    };

    private static long[] Spatial(Value x) => [.. Enumerable.Range(2, x.Rank - 2).Select(a => (long)a)];

    private static Shape Pooled(TypeContext c) =>
        new([c.Shape()[0], c.Shape()[1], .. Windows.From(c.Attributes).Positions(c, c.Shape(), c.Attributes.Int("ceil_mode") != 0)]);

    private static Value Average(Value x, Attributes a)
    {
        var windows = Windows.From(a);
        var spatial = new Shape(x.Shape.Skip(2)).ToLongs();
        var positions = spatial.Select((n, axis) => windows.Positions(axis, n, a.Int("ceil_mode") != 0)).ToArray();
        var counted = a.Int("count_include_pad") != 0 ? Padded(windows, spatial) : (Windows: windows, Length: spatial);
        var counts = new double[positions.Aggregate(1L, (p, q) => p * q)];
        foreach (var (position, _, _) in counted.Windows.Pairs(counted.Length, positions)) counts[position]++;

        // With ceil_mode the last window may reach past the end padding: pad further, so that a convolution has as many positions.
        var pads = (long[])windows.Pads.Clone();
        for (var axis = 0; axis < windows.Rank; axis++)
        {
            var reach = ((positions[axis] - 1) * windows.Strides[axis]) + windows.Extent(axis);
            pads[axis + windows.Rank] = Math.Max(reach - spatial[axis] - pads[axis], 0);
        }

        var ones = x.Graph.NewConstant(Filled(x.Type, [1, 1, .. windows.Kernel], 1));
        var single = x.Reshape(new Shape([x.Shape[0] * x.Shape[1], 1, .. x.Shape.Skip(2)]));
        var sums = single.Convolve(ones, (windows with { Pads = pads }).ToAttributes());
        var weights = x.Graph.NewConstant(new Tensor(x.Type, positions, Array.ConvertAll(counts, n => 1 / n)));
        return (sums * weights).Reshape(new Shape([x.Shape[0], x.Shape[1], .. positions.Select(p => (Dim)p)]));
    }

    /// <summary>The same windows over an input that already holds its padding.</summary>
    private static (Windows Windows, long[] Length) Padded(Windows w, long[] spatial) =>
        (w with { Pads = new long[2 * w.Rank] }, [.. spatial.Select((n, a) => n + w.Pads[a] + w.Pads[a + w.Rank])]);

    private static Tensor Filled(DataType type, long[] dims, double value)
    {
        var values = new double[dims.Aggregate(1L, (p, q) => p * q)];
        Array.Fill(values, value);
        return new Tensor(type, dims, values);
    }
}
