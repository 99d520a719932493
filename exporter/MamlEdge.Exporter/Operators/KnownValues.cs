using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>What is known of a value at export time: its constant, or the dimensions that an integer vector holds.</summary>
public static class KnownValues
{
    private static readonly Dictionary<string, long> NoSymbols = [];

    /// <summary>The constant that a value evaluates to, or null where it depends on an input or is too large to fold.</summary>
    public static Tensor? Evaluate(this Value value)
    {
        if (value.AsConstant() is { } constant) return constant;
        if (value.Op == Leaves.Initializer) return value.Attributes.Tensor("value");
        if (value.Op.Expansion is { } expansion) return value.HasShape && value.Shape.IsKnown ? expansion(value.Inputs, value.Attributes).Evaluate() : null;
        if (value.Op.Kernel is null || value.Inputs.Count == 0 && value.Op != Leaves.Fill && value.Op != Leaves.Length) return null;
        if (!value.HasShape || !value.Shape.IsKnown || value.Attributes.Entries.Values.Any(a => a is Shape { IsKnown: false })) return null;
        if (value.Op == Shaping.ShapeOf) return value.Inputs[0].Shape.IsKnown ? Tensor.Longs(value.Inputs[0].Shape.ToLongs()) : null;
        var inputs = new Tensor[value.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            if (value.Inputs[i].Evaluate() is not { } input) return null;
            inputs[i] = input;
        }

        return value.Op.Kernel(new KernelContext(inputs, value.Attributes, value.TypedShape, NoSymbols));
    }

    /// <summary>The dimensions that an integer scalar or vector holds, or null where they are not known.</summary>
    public static Dim[]? Dims(this Value value)
    {
        if ((value.AsConstant() ?? (value.Op == Leaves.Initializer ? value.Evaluate() : null)) is { } constant) return [.. constant.ToLongs().Select(n => (Dim)n)];
        var inputs = value.Inputs;
        return value.Op.Name switch
        {
            "Shape" => [.. inputs[0].Shape],
            "Length" => [.. value.Attributes.Shape("shape")],
            "Cast" or "Reshape" or "Identity" => inputs[0].Dims(),
            "Concat" => inputs.Select(i => i.Dims()).ToArray() is var parts && parts.All(p => p is not null) ? [.. parts.SelectMany(p => p!)] : null,
            "Gather" => inputs[0].Dims() is { } all && inputs[1].Evaluate() is { } at ? [.. at.ToLongs().Select(i => all[i < 0 ? i + all.Length : i])] : null,
            "Slice" => inputs[0].Dims() is { } all ? all[(int)value.Attributes.Ints("starts")![0]..(int)value.Attributes.Ints("ends")![0]] : null,
            "Mul" => Pairwise(value, (a, b) => a * b),
            "Div" => Pairwise(value, (a, b) => a.IsKnown && b.IsKnown && b != 0 ? a.Factor / b.Factor : Dim.Divide(a, b)),
            "Add" => Pairwise(value, Dim.Add),
            "Sub" => Pairwise(value, (a, b) => Dim.Add(a, b * -1)),
            "ReduceProd" => inputs[0].Dims() is { } all ? [new Shape(all).Size] : null,
            _ => value.Evaluate() is { } tensor ? [.. tensor.ToLongs().Select(n => (Dim)n)] : null,
        };
    }

    private static Dim[]? Pairwise(Value value, Func<Dim, Dim, Dim?> f)
    {
        if (value.Inputs[0].Dims() is not { } a || value.Inputs[1].Dims() is not { } b) return null;
        var results = Enumerable.Range(0, Math.Max(a.Length, b.Length)).Select(i => f(a[a.Length == 1 ? 0 : i], b[b.Length == 1 ? 0 : i])).ToArray();
        return results.All(r => r is not null) ? [.. results.Select(r => r!.Value)] : null;
    }
}
