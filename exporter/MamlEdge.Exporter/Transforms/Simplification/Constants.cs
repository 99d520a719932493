using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Transforms.Simplification;

/// <summary>What is known at export time is computed at export time.</summary>
internal static class Constants
{
    private const long LargestFolded = 4096;

    public static IReadOnlyList<SimplifyRule> Rules { get; } =
    [
        new("fold", v => v.Op.Kernel is not null && v.Inputs.All(i => i.Op == Leaves.Constant) && v.HasShape && v.Shape.IsKnown && v.Shape.Size.Known <= LargestFolded
            && v.Evaluate() is { } tensor ? v.Graph.NewConstant(tensor) : null),
        new("x + 0, x - 0", v => v.Op == Arithmetic.Add ? v.Inputs[0] + v.Inputs[1] : v.Op == Arithmetic.Sub ? v.Inputs[0] - v.Inputs[1] : null),
        new("x 1, x / 1", v => v.Op == Arithmetic.Mul ? v.Inputs[0] * v.Inputs[1] : v.Op == Arithmetic.Div ? v.Inputs[0] / v.Inputs[1] : null),
        new("x 0", v => v.Op == Arithmetic.Mul && (v.Inputs[0].IsZero() || v.Inputs[1].IsZero()) ? v.Zeros() : null),
        new("0 / x", v => v.Op == Arithmetic.Div && v.Inputs[0].IsZero() ? v.Zeros() : null),
        new("sum of zeros", v => (v.Op == Reductions.ReduceSum || v.Op == Reductions.ReduceMean) && v.Inputs[0].IsZero() ? v.Zeros() : null),
        new("moved zeros", v => (v.Op == Shaping.Transpose || v.Op == Shaping.Slice || v.Op == Patches.Im2Col || v.Op == Patches.Col2Im || v.Op == Products.MatMul) && v.Inputs.Any(i => i.IsZero()) ? v.Zeros() : null),
        new("arithmetic of fills", v => v.Op.Name is "Add" or "Sub" or "Mul" or "Div" && v.Rank > 0 && v.Type.IsFloat() ? OfFills(v) : null),
        new("fill as a scalar operand", v => v.Op.Name is "Add" or "Sub" or "Mul" or "Div" ? Scalar(v) : null),
        new("x / c as x (1/c)", v => v.Op == Arithmetic.Div && v.Type.IsFloat() && v.Inputs[1].AsConstant() is { Rank: 0 } c ? v.Inputs[0] * (1 / c.Values[0]) : null),
        new("1 / (c x) as (1/c) (1/x)", v => v.Op == Elementwise.Reciprocal && v.Inputs[0].Op == Arithmetic.Mul ? Reciprocal(v.Inputs[0]) : null),
        new("c / x as c (1/x) for a single number x", v => v.Op == Arithmetic.Div && v.Rank == 0 && v.Type.IsFloat() && v.Inputs[0].Op == Leaves.Constant && !v.Inputs[0].IsOne()
            ? Elementwise.Reciprocal.Apply(v.Inputs[1]) * v.Inputs[0] : null),
    ];

    private static Value? Reciprocal(Value product)
    {
        for (var i = 0; i < 2; i++)
        {
            if (product.Inputs[i].AsConstant() is { Rank: 0 } c && c.Values[0] != 0) return Elementwise.Reciprocal.Apply(product.Inputs[1 - i]) * (1 / c.Values[0]);
        }

        return null;
    }

    private static Value? OfFills(Value v)
    {
        return v.Inputs[0].AsUniform() is { } a && v.Inputs[1].AsUniform() is { } b
            ? v.Graph.NewFill(v.Type, v.Shape, v.Graph.Add(v.Op, [v.Inputs[0].Number(a), v.Inputs[1].Number(b)]).Evaluate()!.Values[0]) : null;
    }

    private static Value? Scalar(Value v)
    {
        for (var i = 0; i < 2; i++)
        {
            if (v.Inputs[i].Rank > 0 && v.Inputs[i].AsUniform() is { } number && v.Inputs[1 - i].Covers(v))
            {
                var scalar = v.Inputs[i].Number(number);
                return v.Graph.Add(v.Op, i == 0 ? [scalar, v.Inputs[1]] : [v.Inputs[0], scalar]);
            }
        }

        return null;
    }
}
