using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// Standardisation, the core of every normalisation, with its gradient in minimal form: the mean of the result is 0, which the rule
/// uses and a derivation through mean and variance would not (Ioffe and Szegedy 2015, section 3).
/// </summary>
public static class Statistics
{
    /// <summary>y = (x - mean) r over <c>axes</c>, where r is <see cref="InverseDeviation"/>.</summary>
    public static readonly Operator Standardize = new("Standardize")
    {
        Type = c => c.Inputs[0].TypedShape,
        Kernel = StatisticsKernels.Standardize,
        Gradients = [(y, g) =>
        {
            var axes = y.Attributes.Ints("axes")!;
            return Deviation(y) * (g - Mean(g, axes) - (y * Mean(g * y, axes)));
        }],
        Formula = "x̄ = r (g - mean g - y mean(g y))",
        Batching = Batching.Axes,
        OnnxName = null,
        Lowering = (l, v, _) =>
        {
            var centred = Centred(v);
            return l.Lower(centred * Inverse(v, centred));
        },
    };

    /// <summary>r = 1 / √(variance + epsilon) over <c>axes</c>, kept with length 1 unless they are the leading ones; the variance is the biased one.</summary>
    public static readonly Operator InverseDeviation = new("InverseDeviation")
    {
        Type = c => new(c.Inputs[0].Type, Reductions.Reduced(c.Shape(), c.Attributes.Ints("axes")!, Reductions.MustKeep(c.Attributes.Ints("axes")!))),
        Kernel = StatisticsKernels.InverseDeviation,
        Gradients = [(r, g) =>
        {
            var x = r.Inputs[0];
            var y = x.Graph.Add(Standardize, [x], r.Attributes);
            return g * (r * r) / -Reductions.Count(r) * y;
        }],
        Formula = "x̄ = -g r² y / n",
        Batching = b => Batching.Axes(b).Reshape(b.OfTasks(Reductions.Reduced(b.ShapeOf(0), b.Attributes.Ints("axes")!, Reductions.MustKeep(b.Attributes.Ints("axes")!)))),
        OnnxName = null,
        Lowering = (l, v, _) => l.Lower(Inverse(v, Centred(v))),
    };

    private static Value Deviation(Value y) => y.Graph.Add(InverseDeviation, y.Inputs, y.Attributes);

    private static Value Mean(Value x, long[] axes) => x.Mean(axes, Reductions.MustKeep(axes));

    private static Value Centred(Value v) => v.Inputs[0] - FastMean(v.Inputs[0], v.Attributes.Ints("axes")!);

    private static Value FastMean(Value x, long[] axes) => Mean(x, axes) is var mean && Reductions.AsProduct(mean) is { } product ? product : mean;

    private static Value Inverse(Value v, Value centred) =>
        Elementwise.InverseSqrt.Apply(FastMean(centred * centred, v.Attributes.Ints("axes")!) + v.Attributes.Float("epsilon"));
}
