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
        Batching = Batching.Examples,
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
        Batching = b =>
        {
            // Indices over the folded input count the tasks before, too.
            var indices = Batching.Examples(b);
            return indices - b.Starts(b.ShapeOf(0).Size, indices.Rank - 1);
        },
    };

    /// <summary>Mean of each window (<c>count_include_pad</c>, <c>ceil_mode</c>).</summary>
    public static readonly Operator AveragePool = new("AveragePool")
    {
        Expansion = (inputs, a) => Average(inputs[0], a),
        Lowering = (l, v, inputs) => l.Emit("AveragePool", v.TypedShape, inputs, v.Attributes, v.Attributes.Has("dilations") ? 19 : 11),
    };

    /// <summary>(Σ |x|^p)^(1/p) of each window (<c>p</c>, <c>ceil_mode</c>); derivative 0 where that is 0.</summary>
    public static readonly Operator LpPool = new("LpPool")
    {
        Expansion = (inputs, a) => Sums(Powers(inputs[0], a), a).Root(a.Int("p", 2)),
        Lowering = (l, v, inputs) => l.Emit("LpPool", v.TypedShape, inputs, v.Attributes),
    };

    /// <summary>(Σ |x|^p)^(1/p) over all spatial axes.</summary>
    public static readonly Operator GlobalLpPool = new("GlobalLpPool")
    {
        Expansion = (inputs, a) => Powers(inputs[0], a).Sum(Reductions.From(2, inputs[0].Rank), true).Root(a.Int("p", 2)),
        Opset = 2,
    };

    /// <summary>Mean over all spatial axes.</summary>
    public static readonly Operator GlobalAveragePool = new("GlobalAveragePool") { Expansion = (inputs, _) => inputs[0].Mean(Reductions.From(2, inputs[0].Rank), true), Opset = 1 };

    /// <summary>Largest value over all spatial axes.</summary>
    public static readonly Operator GlobalMaxPool = new("GlobalMaxPool")
    {
        Expansion = (inputs, _) => Reductions.Reduce(Reductions.ReduceMax, inputs[0], Reductions.From(2, inputs[0].Rank), true),
        Opset = 1,
    };

    private static Shape Pooled(TypeContext c) =>
        new([c.Shape()[0], c.Shape()[1], .. Windows.From(c.Attributes).Positions(c, c.Shape(), c.Attributes.Int("ceil_mode") != 0)]);

    private static Value Average(Value x, Attributes a)
    {
        var windows = Windows.From(a);
        var spatial = new Shape(x.Shape.Skip(2)).ToLongs();
        var positions = Positions(windows, spatial, a);
        var counted = a.Int("count_include_pad") != 0 ? Padded(windows, spatial) : (Windows: windows, Length: spatial);
        return Sums(x, a) * Enumerable.Range(0, windows.Rank).Select(axis => Weights(x, counted.Windows.Counts(axis, counted.Length[axis], positions[axis]), windows.Rank - axis))
            .Aggregate((v, w) => v * w);
    }

    /// <summary>1 over the counts along an axis, as one number where they are equal; the number of elements of a window is the product over its axes.</summary>
    private static Value Weights(Value x, double[] counts, int rank) => Array.TrueForAll(counts, n => n == counts[0]) ? x.Number(1 / counts[0])
        : x.Graph.NewConstant(new Tensor(x.Type, [counts.Length, .. Enumerable.Repeat(1L, rank - 1)], Array.ConvertAll(counts, n => 1 / n)));

    /// <summary>Sum of each window: a convolution of each channel with ones.</summary>
    private static Value Sums(Value x, Attributes a)
    {
        var windows = Windows.From(a);
        var spatial = new Shape(x.Shape.Skip(2)).ToLongs();
        var positions = Positions(windows, spatial, a);
        var ones = new double[Tensor.Count(windows.Kernel)];
        Array.Fill(ones, 1);
        var single = x.Reshape(new Shape([x.Shape[0] * x.Shape[1], 1, .. x.Shape.Skip(2)]));
        var sums = single.Convolve(x.Graph.NewConstant(new Tensor(x.Type, [1, 1, .. windows.Kernel], ones)), windows.Covering(spatial, positions).ToAttributes());
        return sums.Reshape(new Shape([x.Shape[0], x.Shape[1], .. positions.Select(p => (Dim)p)]));
    }

    /// <summary>Number of windows along each axis.</summary>
    internal static long[] Positions(Windows windows, long[] spatial, Attributes a) =>
        [.. spatial.Select((n, axis) => windows.Positions(axis, n, a.Int("ceil_mode") != 0))];

    /// <summary>|x| to the power p.</summary>
    private static Value Powers(Value x, Attributes a) => a.Int("p", 2) switch
    {
        1 => Elementwise.Abs.Apply(x),
        2 => x * x,
        var p => (p % 2 == 0 ? x : Elementwise.Abs.Apply(x)).Power(p),
    };

    /// <summary>The same windows over an input that already holds its padding.</summary>
    private static (Windows Windows, long[] Length) Padded(Windows w, long[] spatial) =>
        (w with { Pads = new long[2 * w.Rank] }, [.. spatial.Select((n, a) => n + w.Pads[a] + w.Pads[a + w.Rank])]);
}
