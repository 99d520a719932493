using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Transforms.Simplification;

/// <summary>
/// Recognises standardisation that a model spells out (batch norm with batch statistics, layer norm before opset 17), so that its gradient
/// takes the minimal form. A spelled-out mean keeps its axes; the deviation is 1 / √(mean((x - mean x)²) + ε).
/// </summary>
internal static class Standardizations
{
    public static IReadOnlyList<SimplifyRule> Rules { get; } =
    [
        new("1 / √v, v^-½ as one", v => v.Op == Elementwise.Reciprocal && v.Inputs[0].Op == Elementwise.Sqrt ? Elementwise.InverseSqrt.Apply(v.Inputs[0].Inputs[0])
            : v.Op == Arithmetic.Pow && v.Inputs[1].AsUniform() == -0.5 && v.Inputs[0].Covers(v.Inputs[1]) ? Elementwise.InverseSqrt.Apply(v.Inputs[0]) : null),
        new("a / √v as a (1 / √v)", v => v.Op == Arithmetic.Div && v.Inputs[1].Op == Elementwise.Sqrt ? v.Inputs[0] * Elementwise.InverseSqrt.Apply(v.Inputs[1].Inputs[0]) : null),
        new("deviation", v => v.Op == Elementwise.InverseSqrt ? Deviation(v.Inputs[0]) : null),
        new("(x - mean) r, (x - mean) (r s)", v => v.Op == Arithmetic.Mul ? Standardized(v.Inputs[0], v.Inputs[1]) ?? Standardized(v.Inputs[1], v.Inputs[0]) : null),
        new("x s + (b - mean s) as (x - mean) s + b", v => v.Op == Arithmetic.Add ? Recentred(v.Inputs[0], v.Inputs[1]) ?? Recentred(v.Inputs[1], v.Inputs[0]) : null),
    ];

    /// <summary>The opposite, where no gradient will be taken: what then scales the result meets the deviation before the passes over all elements.</summary>
    public static SimplifyRule WrittenOut { get; } =
        new("standardize as (x - mean) r", v => v.Op == Statistics.Standardize || v.Op == Statistics.InverseDeviation ? Statistics.WrittenOut(v) : null);

    /// <summary>The value and the mean that is taken from it, where a value is x - mean(x).</summary>
    private static (Value X, long[] Axes)? Centred(Value c) => c.Op == Arithmetic.Sub && MeanOf(c.Inputs[0], c.Inputs[1]) is { } axes ? (c.Inputs[0], axes) : null;

    private static long[]? MeanOf(Value x, Value mean) =>
        mean.Op == Reductions.ReduceMean && mean.Inputs[0] == x && mean.Attributes.Int("keepdims", 1) != 0 ? mean.Attributes.Ints("axes") : null;

    private static Value? Deviation(Value sum)
    {
        if (sum.Op != Arithmetic.Add) return null;
        for (var i = 0; i < 2; i++)
        {
            var (mean, epsilon) = (sum.Inputs[i], sum.Inputs[1 - i].AsUniform());
            if (epsilon is null || mean.Op != Reductions.ReduceMean || Squared(mean.Inputs[0]) is not { } c || Centred(c) is not var (x, axes)) continue;
            if (MeanOf(mean.Inputs[0], mean) is not { } over || !over.SequenceEqual(axes)) continue;
            return x.Graph.Add(Statistics.InverseDeviation, [x], new Attributes(("axes", axes), ("epsilon", epsilon.Value))).Reshape(sum.Shape);
        }

        return null;
    }

    private static Value? Squared(Value v) =>
        v.Op == Arithmetic.Mul && v.Inputs[0] == v.Inputs[1] ? v.Inputs[0] : v.Op == Arithmetic.Pow && v.Inputs[1].AsUniform() == 2 ? v.Inputs[0] : null;

    private static Value? Standardized(Value centred, Value factor)
    {
        if (Centred(centred) is not var (x, _)) return null;
        if (Of(factor, x) is { } attributes) return x.Graph.Add(Statistics.Standardize, [x], attributes);
        if (factor.Op != Arithmetic.Mul) return null;
        for (var i = 0; i < 2; i++)
        {
            if (Of(factor.Inputs[i], x) is { } inner) return x.Graph.Add(Statistics.Standardize, [x], inner) * factor.Inputs[1 - i];
        }

        return null;
    }

    /// <summary>Axes and ε where a value is the deviation of x, possibly with its axes kept.</summary>
    private static Attributes? Of(Value v, Value x)
    {
        var deviation = v.Op == Shaping.Reshape ? v.Inputs[0] : v;
        return deviation.Op == Statistics.InverseDeviation && deviation.Inputs[0] == x ? deviation.Attributes : null;
    }

    private static Value? Recentred(Value scaled, Value offset)
    {
        if (scaled.Op != Arithmetic.Mul || offset.Op != Arithmetic.Sub || offset.Inputs[1].Op != Arithmetic.Mul) return null;
        var moved = offset.Inputs[1];
        for (var i = 0; i < 4; i++)
        {
            var (x, s, mean, t) = (scaled.Inputs[i & 1], scaled.Inputs[1 - (i & 1)], moved.Inputs[i >> 1], moved.Inputs[1 - (i >> 1)]);
            if (s == t && MeanOf(x, mean) is not null) return ((x - mean) * s) + offset.Inputs[0];
        }

        return null;
    }
}
