using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Softmax over one axis (attribute <c>axis</c>) and its logarithm.</summary>
public static class Softmaxes
{
    /// <summary>y = exp(x) / Σ exp(x).</summary>
    public static readonly Operator Softmax = new("Softmax")
    {
        Opset = 13,
        Type = c => c.Inputs[0].TypedShape,
        Kernel = k => Run(k, Math.Exp),
        Gradients = [(y, g) => y * (g - (g * y).Sum([Axis(y)], true))],
        Formula = "x̄ = y (g - Σ g y)",
        Batching = Batching.Axes,
    };

    /// <summary>y = x - log Σ exp(x).</summary>
    public static readonly Operator LogSoftmax = new("LogSoftmax")
    {
        Opset = 13,
        Type = c => c.Inputs[0].TypedShape,
        Kernel = k => Run(k, x => x),
        Gradients = [(y, g) => g - (y.Graph.Add(Softmax, y.Inputs, y.Attributes) * g.Sum([Axis(y)], true))],
        Formula = "x̄ = g - softmax(x) Σ g",
        Batching = Batching.Axes,
    };

    /// <summary>1 at the first largest element along the axis, otherwise 0.</summary>
    public static readonly Operator Hardmax = new("Hardmax")
    {
        Opset = 13,
        Type = c => c.Inputs[0].TypedShape,
        Kernel = k =>
        {
            var x = k.Inputs[0];
            var best = ReductionKernel.Arg(k with { Attributes = new Attributes(("axis", k.Attributes.Int("axis", -1))) }, (a, b) => a > b);
            var axis = (int)k.Attributes.Int("axis", -1);
            axis = axis < 0 ? axis + x.Rank : axis;
            var places = new Tensor(DataType.Int64, [x.Dims[axis], .. Enumerable.Repeat(1L, x.Rank - axis - 1)], [.. Enumerable.Range(0, (int)x.Dims[axis]).Select(i => (double)i)]);
            return Broadcasting.Map(x.Type, best, places, (a, b) => a == b ? 1 : 0);
        },
        HasZeroGradient = true,
        Batching = Batching.Axes,
    };

    /// <summary>log softmax over an axis.</summary>
    public static Value LogSoftmaxOver(this Value x, int axis) => x.Graph.Add(LogSoftmax, [x], new Attributes(("axis", axis < 0 ? axis + x.Rank : axis)));

    private static long Axis(Value y) => y.Attributes.Int("axis", -1) is var axis && axis < 0 ? axis + y.Rank : axis;

    private static Tensor Run(KernelContext k, Func<double, double> finish)
    {
        var x = k.Inputs[0];
        var axis = (int)k.Attributes.Int("axis", -1);
        axis = axis < 0 ? axis + x.Rank : axis;
        var kept = x.Dims.Select((d, a) => a == axis ? 1 : d).ToArray();
        var reduction = k with { Attributes = new Attributes(("axes", new long[] { axis }), ("keepdims", 1)) };
        var top = ReductionKernel.Run(reduction, v => v.Max());
        var shifted = Broadcasting.Map(x.Type, x, top, (a, b) => a - b);
        var log = ReductionKernel.Run(reduction with { Inputs = [shifted] }, v => Math.Log(v.Sum(Math.Exp)));
        return Broadcasting.Map(x.Type, shifted, log, (a, b) => finish(a - b));
    }
}
