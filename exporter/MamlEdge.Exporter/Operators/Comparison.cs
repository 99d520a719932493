using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Comparisons, logic, choice and casts. Truth values carry no gradient.</summary>
public static class Comparison
{
    /// <summary>a = b.</summary>
    public static readonly Operator Equal = Relation("Equal", (a, b) => a == b);

    /// <summary>a &gt; b.</summary>
    public static readonly Operator Greater = Relation("Greater", (a, b) => a > b);

    /// <summary>a ≥ b.</summary>
    public static readonly Operator GreaterOrEqual = Relation("GreaterOrEqual", (a, b) => a >= b);

    /// <summary>a &lt; b.</summary>
    public static readonly Operator Less = Relation("Less", (a, b) => a < b);

    /// <summary>a ≤ b.</summary>
    public static readonly Operator LessOrEqual = Relation("LessOrEqual", (a, b) => a <= b);

    /// <summary>Both.</summary>
    public static readonly Operator And = Relation("And", (a, b) => a != 0 && b != 0);

    /// <summary>Either.</summary>
    public static readonly Operator Or = Relation("Or", (a, b) => a != 0 || b != 0);

    /// <summary>One of the two.</summary>
    public static readonly Operator Xor = Relation("Xor", (a, b) => a != 0 != (b != 0));

    /// <summary>Negation of a truth value.</summary>
    public static readonly Operator Not = new("Not")
    {
        Type = c => new(DataType.Bool, c.Shape()),
        Kernel = k => new Tensor(DataType.Bool, k.Inputs[0].Dims, Array.ConvertAll(k.Inputs[0].Values, v => v == 0 ? 1.0 : 0.0)),
        HasZeroGradient = true,
    };

    /// <summary>Where the condition holds a, otherwise b.</summary>
    public static readonly Operator Where = new("Where")
    {
        Type = c =>
        {
            if (c.Inputs[0].Type != DataType.Bool) throw c.Error("the condition must be Bool.");
            if (c.Inputs[1].Type != c.Inputs[2].Type) throw c.Error("the two branches differ in type.");
            var shape = Broadcasting.Common(c.Shape(1), c.Shape(2));
            shape = shape is null ? null : Broadcasting.Common(shape, c.Shape(0));
            return new(c.Inputs[1].Type, shape ?? throw c.Error("shapes do not broadcast."));
        },
        Kernel = k =>
        {
            var (yes, no) = (k.Inputs[1], k.Inputs[2]);
            var chosen = Broadcasting.Map(k.Type.Type, k.Inputs[0], yes, (c, a) => c != 0 ? a : 0);
            var rest = Broadcasting.Map(k.Type.Type, k.Inputs[0], no, (c, b) => c != 0 ? 0 : b);
            return Broadcasting.Map(k.Type.Type, chosen, rest, (a, b) => a + b);
        },
        Gradients = [null, (y, g) => y.Inputs[0].Choose(g, g.Number(0)), (y, g) => y.Inputs[0].Choose(g.Number(0), g)],
        Formula = "ā = g where c, b̄ = g where not c",
    };

    /// <summary>Conversion of the element type (attribute <c>to</c>).</summary>
    public static readonly Operator Cast = new("Cast")
    {
        Type = c => new((DataType)c.Attributes.Int("to"), c.Shape()),
        Kernel = k => k.Inputs[0].Cast(k.Type.Type),
        Gradients = [(y, g) => y.Type.IsFloat() ? g.CastTo(y.Inputs[0].Type) : y.Inputs[0].Zeros()],
        Formula = "x̄ = cast(g); 0 for integers",
    };

    /// <summary>Conversion of the element type; the value itself where it has that type.</summary>
    public static Value CastTo(this Value x, DataType type) =>
        x.Type == type ? x : x.Graph.Add(Cast, [x], new Attributes(("to", type)));

    /// <summary>a = b, elementwise.</summary>
    public static Value EqualTo(this Value a, Value b) => a.Graph.Add(Equal, [a, b]);

    /// <summary>a &gt; b, elementwise.</summary>
    public static Value GreaterThan(this Value a, Value b) => a.Graph.Add(Greater, [a, b]);

    /// <summary>a &lt; b, elementwise.</summary>
    public static Value LessThan(this Value a, Value b) => a.Graph.Add(Less, [a, b]);

    /// <summary>Both conditions.</summary>
    public static Value AndAlso(this Value a, Value b) => a.Graph.Add(And, [a, b]);

    /// <summary>Either condition.</summary>
    public static Value OrElse(this Value a, Value b) => a.Graph.Add(Or, [a, b]);

    /// <summary>Choice by a condition, elementwise.</summary>
    public static Value Choose(this Value condition, Value yes, Value no) => condition.Graph.Add(Where, [condition, yes, no]);

    private static Operator Relation(string name, Func<double, double, bool> f) => new(name)
    {
        Type = c => Broadcasting.Type(c, DataType.Bool),
        Kernel = k => Broadcasting.Map(DataType.Bool, k.Inputs[0], k.Inputs[1], (a, b) => f(a, b) ? 1 : 0),
        HasZeroGradient = true,
    };
}
