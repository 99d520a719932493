using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Transforms.Simplification;

/// <summary>Moves that cancel, repeat, or that broadcasting makes unnecessary.</summary>
internal static class Shapes
{
    public static IReadOnlyList<SimplifyRule> Rules { get; } =
    [
        new("reshape of reshape", v => v.Op == Shaping.Reshape ? v.Inputs[0].Reshape(v.Shape) : null),
        new("transpose of transpose", v => v.Op == Shaping.Transpose ? v.Inputs[0].Transpose(v.Attributes.Ints("perm")!) : null),
        new("expand to the same shape", v => v.Op == Shaping.Expand ? v.Inputs[0].Expand(v.Shape) : null),
        new("stretched twice", v => v.Op == Shaping.Expand && v.Inputs[0].Op == Shaping.Expand ? v.Inputs[0].Inputs[0].Expand(v.Shape) : null),
        new("transpose that only moves axes of length 1", v => v.Op == Shaping.Transpose && KeepsOrder(v) ? v.Inputs[0].Reshape(v.Shape) : null),
        new("(A B)ᵀ as Bᵀ Aᵀ", (v, shared) => v.IsTurnedMatrix() && v.Inputs[0].Op == Products.MatMul && v.Inputs[0].Inputs.All(i => i.Rank == 2) && !shared(v.Inputs[0])
            ? v.Inputs[0].Inputs[1].Turned().Times(v.Inputs[0].Inputs[0].Turned()) : null),
        new("(A B + C D)ᵀ as (A B)ᵀ + (C D)ᵀ", (v, shared) => v.IsTurnedMatrix() && v.Inputs[0].Op == Arithmetic.Add && !shared(v.Inputs[0])
            && v.Inputs[0].Inputs.All(i => i.Op == Products.MatMul && !shared(i)) ? v.Inputs[0].Inputs[0].Turned() + v.Inputs[0].Inputs[1].Turned() : null),
        new("moved (c x) as c (moved x)", (v, shared) => (v.Op == Shaping.Reshape || v.Op == Shaping.Transpose) && v.Inputs[0].Op == Arithmetic.Mul && !shared(v.Inputs[0]) ? Scaled(v) : null),
        new("stretched operand", v => v.Op.Name is "Add" or "Sub" or "Mul" or "Div" ? Unstretched(v) : null),
        new("number times a stretched value", v => v.Op.Name is "Mul" or "Div" ? Outside(v) : null),
        new("reshape of a stretched number", v => v.Op == Shaping.Reshape && v.Inputs[0].Op == Shaping.Expand && v.Inputs[0].Inputs[0].Shape.Size == 1
            ? v.Inputs[0].Inputs[0].Reshape(Shape.Scalar).Expand(v.Shape) : null),
        new("kept axes that are dropped", v => v.Op == Shaping.Reshape && (v.Inputs[0].Op == Reductions.ReduceSum || v.Inputs[0].Op == Reductions.ReduceMean) ? Dropped(v) : null),
        new("sum of a stretched value", v => v.Op == Reductions.ReduceSum && v.Inputs[0].Op == Shaping.Expand ? SumOfStretched(v) : null),
        new("sum over axes of length 1", v => v.Op == Reductions.ReduceSum && v.Attributes.Ints("axes")!.All(a => v.Inputs[0].Shape[(int)a] == 1) ? v.Inputs[0].Reshape(v.Shape) : null),
        new("sum of sum", v => v.Op == Reductions.ReduceSum && v.Inputs[0].Op == Reductions.ReduceSum ? SumOfSum(v) : null),
        new("reshape of an elementwise result with reshaped operand", (v, shared) => v.Op == Shaping.Reshape && !shared(v.Inputs[0]) ? Through(v) : null),
        new("sum of neighbouring parts padded with zeros", (v, shared) => v.Op == Arithmetic.Add && v.Inputs.All(i => i.Op == Shaping.Pad && !shared(i)) ? Joined(v) : null),
        new("leading axes of length 1 of an operand", v => v.Op.Name is "Add" or "Sub" or "Mul" or "Div" ? Trimmed(v) : null),
    ];

    private static bool KeepsOrder(Value v)
    {
        var perm = v.Attributes.Ints("perm")!;
        var moved = perm.Where(p => v.Inputs[0].Shape[(int)p] != 1).ToArray();
        return moved.SequenceEqual(moved.Order());
    }

    private static Value? Scaled(Value moved)
    {
        var product = moved.Inputs[0];
        for (var i = 0; i < 2; i++)
        {
            if (product.Inputs[i].AsConstant() is { Rank: 0 } && product.Inputs[1 - i].Rank > 0)
                return moved.Graph.Add(moved.Op, [product.Inputs[1 - i]], moved.Attributes) * product.Inputs[i];
        }

        return null;
    }

    private static Value? Unstretched(Value v)
    {
        for (var i = 0; i < 2; i++)
        {
            if (v.Inputs[i].Op != Shaping.Expand) continue;
            var (bare, other) = (v.Inputs[i].Inputs[0], v.Inputs[1 - i]);
            if (v.Shape.Equals(Broadcasting.Common(bare.Shape, other.Shape))) return v.Graph.Add(v.Op, i == 0 ? [bare, other] : [other, bare]);
        }

        return null;
    }

    private static Value? Outside(Value v)
    {
        for (var i = 0; i < 2; i++)
        {
            if (v.Inputs[i].Op == Shaping.Expand && v.Inputs[1 - i].Rank == 0)
                return v.Graph.Add(v.Op, i == 0 ? [v.Inputs[i].Inputs[0], v.Inputs[1]] : [v.Inputs[0], v.Inputs[i].Inputs[0]]).Expand(v.Shape);
        }

        return null;
    }

    private static Value? Dropped(Value v)
    {
        var reduction = v.Inputs[0];
        var axes = reduction.Attributes.Ints("axes");
        return axes is not null && reduction.Attributes.Int("keepdims", 1) != 0 && v.Shape.Equals(Reductions.Reduced(reduction.Inputs[0].Shape, axes, false))
            ? Reductions.Reduce(reduction.Op, reduction.Inputs[0], axes, false) : null;
    }

    private static Value? SumOfStretched(Value v)
    {
        var (stretched, bare) = (v.Inputs[0], v.Inputs[0].Inputs[0]);
        if (bare.Rank != stretched.Rank) return null;
        var axes = v.Attributes.Ints("axes")!;
        var repeated = axes.Where(a => bare.Shape[(int)a] == 1 && stretched.Shape[(int)a] != 1).ToArray();
        if (repeated.Length == 0 || Enumerable.Range(0, bare.Rank).Any(a => bare.Shape[a] != stretched.Shape[a] && !repeated.Contains(a))) return null;
        var count = v.Graph.NewLength(v.Type, repeated.Aggregate((Dim)1, (n, a) => n * stretched.Shape[(int)a]));
        return bare.Sum(axes, v.Attributes.Int("keepdims", 1) != 0) * count;
    }

    private static Value? SumOfSum(Value v)
    {
        var inner = v.Inputs[0];
        var gone = inner.Attributes.Ints("axes")!;
        if (inner.Attributes.Int("keepdims", 1) == 0)
        {
            var kept = Enumerable.Range(0, inner.Inputs[0].Rank).Where(a => !gone.Contains(a)).ToArray();
            var axes = v.Attributes.Ints("axes")!.Select(a => (long)kept[a]).Concat(gone).ToArray();
            return v.Attributes.Int("keepdims", 1) == 0 ? inner.Inputs[0].Sum(axes) : inner.Inputs[0].Sum(axes, true).Reshape(v.Shape);
        }

        return inner.Inputs[0].Sum([.. v.Attributes.Ints("axes")!.Union(gone)], true).Reshape(v.Shape);
    }

    /// <summary>reshape(f(reshape(a), b)) where the outer shape is that of a: f(a, reshape(b)), if b allows it.</summary>
    private static Value? Through(Value v)
    {
        var f = v.Inputs[0];
        if (f.Op.Name is not ("Add" or "Sub" or "Mul" or "Div" or "Relu" or "Sign" or "Neg" or "Exp" or "Tanh" or "Sigmoid")) return null;
        // Rows stay rows.
        if (f.Rank == 2 && v.Rank > 2 && f.Shape[-1] == v.Shape[-1]) return null;
        if (!f.Inputs.Any(i => i.Op == Shaping.Reshape && i.Inputs[0].Shape.Equals(v.Shape) && i.Shape.Equals(f.Shape))) return null;
        var operands = new Value[f.Inputs.Count];
        for (var i = 0; i < operands.Length; i++)
        {
            var operand = f.Inputs[i];
            if (operand.Shape.Equals(f.Shape)) operands[i] = operand.Reshape(v.Shape);
            else if (operand.Rank == 0 || (operand.Rank == 1 && v.Rank > 0 && operand.Shape[0] == v.Shape[-1] && f.Shape[-1] == v.Shape[-1])) operands[i] = operand;
            else return null;
        }

        return v.Graph.Add(f.Op, operands, f.Attributes);
    }

    private static Value? Trimmed(Value v)
    {
        for (var i = 0; i < 2; i++)
        {
            var (small, other) = (v.Inputs[i], v.Inputs[1 - i]);
            if (small.Rank == 0 || small.Shape[0] != 1 || small.Shape.Equals(v.Shape) || other.Rank < small.Rank || !other.Covers(v)) continue;
            var trimmed = small.Reshape(new Shape(small.Shape.SkipWhile(d => d == 1)));
            return v.Graph.Add(v.Op, i == 0 ? [trimmed, other] : [other, trimmed]);
        }

        return null;
    }

    /// <summary>pad(a) + pad(b) where b begins at the end of a, or the other way round: pad(concat(a, b)). What slices of one value lead back to.</summary>
    private static Value? Joined(Value v)
    {
        var ((a, aPads), (b, bPads)) = ((v.Inputs[0].Inputs[0], Pads(v.Inputs[0])), (v.Inputs[1].Inputs[0], Pads(v.Inputs[1])));
        int[] padded = [.. Enumerable.Range(0, v.Rank).Where(i => aPads[i] != 0 || bPads[i] != 0 || aPads[i + v.Rank] != 0 || bPads[i + v.Rank] != 0)];
        if (padded is not [var axis] || v.Inputs.Any(i => i.Attributes.Float("value") != 0)) return null;
        if (b.Shape[axis] + bPads[axis] == aPads[axis]) (a, aPads, b, bPads) = (b, bPads, a, aPads);
        if (a.Shape[axis] + aPads[axis] != bPads[axis]) return null;
        var pads = new long[2 * v.Rank];
        (pads[axis], pads[axis + v.Rank]) = (aPads[axis], bPads[axis + v.Rank]);
        return ShapingFluent.Join(axis, [.. Parts(a, axis), .. Parts(b, axis)]).Pad(pads);

        static long[] Pads(Value pad) => pad.Attributes.Ints("pads")!;
        static IReadOnlyList<Value> Parts(Value x, int axis) => x.Op == Shaping.Concat && x.Attributes.Int("axis") == axis ? x.Inputs : [x];
    }
}
