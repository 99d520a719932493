using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Transforms.Simplification;

/// <summary>Minus signs move outwards until a sum takes them up.</summary>
internal static class Signs
{
    public static IReadOnlyList<SimplifyRule> Rules { get; } =
    [
        new("-(-x)", v => v.Op == Elementwise.Neg && Negated(v.Inputs[0]) is { } x ? x : null),
        new("-(a - b) as b - a", v => v.Op == Elementwise.Neg && v.Inputs[0].Op == Arithmetic.Sub ? v.Inputs[0].Inputs[1] - v.Inputs[0].Inputs[0] : null),
        new("a + (-b) as a - b", v => v.Op == Arithmetic.Add && Negated(v.Inputs[1]) is { } b ? v.Inputs[0] - b : null),
        new("(-a) + b as b - a", v => v.Op == Arithmetic.Add && Negated(v.Inputs[0]) is { } a ? v.Inputs[1] - a : null),
        new("a - (-b) as a + b", v => v.Op == Arithmetic.Sub && Negated(v.Inputs[1]) is { } b ? v.Inputs[0] + b : null),
        new("0 - b as -b", v => v.Op == Arithmetic.Sub && v.Inputs[0].IsZero() && v.Inputs[1].Covers(v.Inputs[0]) ? -v.Inputs[1] : null),
        new("(-a) b as -(a b)", v => v.Op == Arithmetic.Mul ? Product(v, (a, b) => a * b) : v.Op == Arithmetic.Div ? Product(v, (a, b) => a / b)
            : v.Op == Products.MatMul ? Product(v, (a, b) => a.Times(b)) : null),
        new("-(c x) as (-c) x", v => v.Op == Elementwise.Neg && v.Inputs[0].Op == Arithmetic.Mul ? Constant(v.Inputs[0]) : null),
        new("f(-x) as -f(x)", v => IsOdd(v) && Negated(v.Inputs[0]) is { } x ? -v.Graph.Add(v.Op, [x], v.Attributes) : null),
    ];

    private static Value? Negated(Value v) => v.Op == Elementwise.Neg ? v.Inputs[0] : null;

    private static Value? Product(Value v, Func<Value, Value, Value> f) => (Negated(v.Inputs[0]), Negated(v.Inputs[1])) switch
    {
        ({ } a, { } b) => f(a, b),
        ({ } a, null) => -f(a, v.Inputs[1]),
        (null, { } b) => -f(v.Inputs[0], b),
        _ => null,
    };

    private static Value? Constant(Value product)
    {
        for (var i = 0; i < 2; i++)
        {
            if (product.Inputs[i].AsConstant() is { Rank: 0 } c) return product.Inputs[1 - i] * -c.Values[0];
        }

        return null;
    }

    private static bool IsOdd(Value v) => v.Op.Name is "ReduceSum" or "ReduceMean" or "Reshape" or "Transpose" or "Expand" or "Slice" or "Im2Col" or "Col2Im"
        || (v.Op == Shaping.Pad && v.Attributes.Float("value") == 0);
}
