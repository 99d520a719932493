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
            // A scale behind the standardisation goes to the small factor, before the passes over all elements.
            var (u, scale) = Unscaled(g, axes);
            return Deviation(y) * scale * (u - Mean(u, axes) - (y * Mean(u * y, axes)));
        }],
        Formula = "x̄ = r (g - mean g - y mean(g y))",
        Batching = Batching.Axes,
        OnnxName = null,
        Lowering = (l, v, _) => l.Lower(WrittenOut(v)),
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
        Lowering = (l, v, _) => l.Lower(WrittenOut(v)),
    };

    /// <summary>g as u times a factor that does not vary along the axes.</summary>
    private static (Value U, Value Scale) Unscaled(Value g, long[] axes)
    {
        for (var i = 0; i < 2 && g.Op == Arithmetic.Mul; i++)
        {
            var (u, scale) = (g.Inputs[i], g.Inputs[1 - i]);
            if (u.Shape.Equals(g.Shape) && axes.All(a => a < g.Rank - scale.Rank || scale.Shape[(int)a - g.Rank + scale.Rank] == 1)) return (u, scale);
        }

        return (g, g.Number(1));
    }

    private static Value Deviation(Value y) => y.Graph.Add(InverseDeviation, y.Inputs, y.Attributes);

    private static Value Mean(Value x, long[] axes) => x.Mean(axes, Reductions.MustKeep(axes));

    /// <summary>Either operator in terms of means: for graphs that are not differentiated any more.</summary>
    public static Value WrittenOut(Value v)
    {
        var (x, axes) = (v.Inputs[0], v.Attributes.Ints("axes")!);
        var centred = x - Mean(x, axes);
        var inverse = Elementwise.InverseSqrt.Apply(Mean(centred * centred, axes) + v.Attributes.Float("epsilon"));
        return v.Op == Standardize ? centred * inverse : inverse;
    }
}
