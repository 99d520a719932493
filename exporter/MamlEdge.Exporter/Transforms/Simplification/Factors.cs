using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Transforms.Simplification;

/// <summary>Products are arranged so that small factors meet first and leave sums early.</summary>
internal static class Factors
{
    /// <summary>What does not vary along the axes leaves what is standardised over them; so does the bias of a convolution that nothing else takes.</summary>
    public static SimplifyRule Unshift { get; } = new("standardize(x + s) as standardize(x) for s that does not vary along the axes", (v, shared) =>
        v.Op == Statistics.Standardize || v.Op == Statistics.InverseDeviation ? Unshifted(v) ?? WithoutBias(v, shared) : null);

    public static IReadOnlyList<SimplifyRule> Rules { get; } =
    [
        new("(a s) t as a (s t) for smaller s, t", v => v.Op == Arithmetic.Mul ? Together(v.Inputs[0], v.Inputs[1]) ?? Together(v.Inputs[1], v.Inputs[0]) : null),
        new("mean as Σ / n", v => v.Op == Reductions.ReduceMean && v.Type.IsFloat()
            ? v.Inputs[0].Sum(v.Attributes.Ints("axes"), v.Attributes.Int("keepdims", 1) != 0) / Reductions.Count(v) : null),
        new("Σ a s as s Σ a, Σ (a s) b as s Σ a b", v => v.Op == Reductions.ReduceSum && v.Inputs[0].Op == Arithmetic.Mul ? Outside(v, v.Inputs[0]) ?? OutsideOperand(v) : null),
        new("a / s as a (1/s) for smaller s", v => v.Op == Arithmetic.Div && v.Inputs[0].Rank > 0 && IsSmaller(v.Inputs[1], v.Inputs[0]) && v.Type.IsFloat()
            ? v.Inputs[0] * Elementwise.Reciprocal.Apply(v.Inputs[1]) : null),
        Unshift,
        new("A (c B) as c (A B) of matrices", v => v.Op == Products.MatMul && v.Rank == 2 ? Scaled(v) : null),
        new("x + x as 2 x", v => v.Op == Arithmetic.Add && v.Inputs[0] == v.Inputs[1] && v.Type.IsFloat() ? 2 * v.Inputs[0] : null),
        new("(A B) s as A (B s) for a row s and fewer rows of B than of A", (v, shared) => v.Op == Arithmetic.Mul ? IntoColumns(v, shared) : null),
    ];

    private static bool IsSmaller(Value small, Value large) => small.HasShape && large.HasShape && !small.Shape.Equals(large.Shape) && large.Covers(small) && Elements(small) < Elements(large);

    /// <summary>Number of elements, symbols counted as some large number.</summary>
    private static double Elements(Value v) => v.Shape.Aggregate(1.0, (n, d) => n * d.Estimate(1000));

    private static Value? Together(Value product, Value other)
    {
        if (product.Op != Arithmetic.Mul) return null;
        for (var i = 0; i < 2; i++)
        {
            var (large, small) = (product.Inputs[i], product.Inputs[1 - i]);
            if (IsSmaller(small, large) && IsSmaller(other, large) && small * other is var factor && Elements(factor) < Elements(large)) return large * factor;
        }

        return null;
    }

    /// <summary>Takes a factor of the product that does not vary along the summed axes out of the sum.</summary>
    private static Value? Outside(Value sum, Value product)
    {
        var axes = sum.Attributes.Ints("axes")!;
        var keep = sum.Attributes.Int("keepdims", 1) != 0;
        for (var i = 0; i < 2; i++)
        {
            var (inner, factor) = (product.Inputs[i], product.Inputs[1 - i]);
            var lead = product.Rank - factor.Rank;
            if (!inner.Shape.Equals(product.Shape) || !axes.All(a => a < lead || factor.Shape[(int)a - lead] == 1)) continue;
            var rest = (product == sum.Inputs[0] ? inner : inner * Other(sum.Inputs[0], product)).Sum(axes, keep);
            var aligned = factor.Rank == 0 ? factor : factor.Reshape(new Shape([.. Enumerable.Repeat((Dim)1, lead), .. factor.Shape]));
            if (!keep && factor.Rank > 0) aligned = aligned.Reshape(Reductions.Reduced(aligned.Shape, axes, false));
            return rest * aligned;
        }

        return null;
    }

    /// <summary>The same for a factor of a factor: of several sums of one product with different factors, one is left.</summary>
    private static Value? OutsideOperand(Value sum) => sum.Inputs[0].Inputs
        .Where(operand => operand.Op == Arithmetic.Mul && operand.Shape.Equals(sum.Inputs[0].Shape))
        .Select(operand => Outside(sum, operand)).FirstOrDefault(better => better is not null);

    private static Value Other(Value product, Value operand) => product.Inputs[product.Inputs[0] == operand ? 1 : 0];

    private static Value? Unshifted(Value v)
    {
        var sum = v.Inputs[0];
        if (sum.Op != Arithmetic.Add) return null;
        for (var i = 0; i < 2; i++)
        {
            var (x, shift) = (sum.Inputs[i], sum.Inputs[1 - i]);
            var lead = sum.Rank - shift.Rank;
            if (x.Shape.Equals(sum.Shape) && v.Attributes.Ints("axes")!.All(a => a < lead || shift.Shape[(int)a - lead] == 1)) return v.Graph.Add(v.Op, [x], v.Attributes);
        }

        return null;
    }

    private static Value? WithoutBias(Value v, Func<Value, bool> shared) =>
        v.Inputs[0] is { Op: var op, Inputs: [var x, var w, _] } convolution && op == Convolution.Conv && !shared(convolution) && !v.Attributes.Ints("axes")!.Contains(1)
            ? v.Graph.Add(v.Op, [x.Convolve(w, convolution.Attributes)], v.Attributes) : null;

    private static Value? IntoColumns(Value v, Func<Value, bool> shared)
    {
        for (var i = 0; i < 2; i++)
        {
            var (product, s) = (v.Inputs[i], v.Inputs[1 - i]);
            if (product.Op == Products.MatMul && !shared(product) && product.Inputs.All(m => m.Rank == 2) && s.Rank == 1 && v.Shape.Equals(product.Shape)
                && Elements(product.Inputs[1]) < Elements(product)) return product.Inputs[0].Times(product.Inputs[1] * s);
        }

        return null;
    }

    private static Value? Scaled(Value product)
    {
        for (var i = 0; i < 2; i++)
        {
            var scaled = product.Inputs[i];
            if (scaled.Op != Arithmetic.Mul) continue;
            var at = scaled.Inputs[0].Rank == 0 ? 0 : scaled.Inputs[1].Rank == 0 ? 1 : -1;
            // A constant becomes a factor of the product; any other number is better off with few elements.
            if (at < 0 || (scaled.Inputs[at].AsConstant() is null && Elements(scaled) < Elements(product))) continue;
            var bare = scaled.Inputs[1 - at];
            return (i == 0 ? bare.Times(product.Inputs[1]) : product.Inputs[0].Times(bare)) * scaled.Inputs[at];
        }

        return null;
    }
}
