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
        if (HoldsLengths(value)) return Lengths(value) is { } dims && dims.All(d => d.IsKnown) ? new(value.Type, value.Shape.ToLongs(), [.. dims.Select(d => (double)d.Factor)]) : null;
        if (value.Op.Kernel is null || value.Inputs.Count == 0 && value.Op != Leaves.Fill) return null;
        if (!value.HasShape || !value.Shape.IsKnown || value.Attributes.Entries.Values.Any(a => a is Shape { IsKnown: false })) return null;
        var inputs = new Tensor[value.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            if (value.Inputs[i].Evaluate() is not { } input) return null;
            inputs[i] = input;
        }

        return value.Op.Kernel(new KernelContext(inputs, value.Attributes, value.TypedShape, NoSymbols));
    }

    /// <summary>The dimensions that an integer scalar or vector holds, or null where they are not known.</summary>
    public static Dim[]? Dims(this Value value) =>
        HoldsLengths(value) ? Lengths(value) : value.Evaluate() is { } tensor ? [.. tensor.ToLongs().Select(n => (Dim)n)] : null;

    /// <summary>Whether the value is shape arithmetic: an integer scalar or vector made of such by an operator that <see cref="Lengths"/> knows.</summary>
    private static bool HoldsLengths(Value value) => IsLengths(value) && (value.Op == Shaping.ShapeOf
        || (value.Op.Name is "Cast" or "Reshape" or "Identity" or "Concat" or "Gather" or "Slice" or "Mul" or "Div" or "Add" or "Sub" or "ReduceProd" && value.Inputs.All(IsLengths))
        || (value.Op.Name is "Where" && value.Inputs.Skip(1).All(IsLengths)));

    private static bool IsLengths(Value value) => value.Type is DataType.Int64 or DataType.Int32 && value.HasShape && value.Rank <= 1 && value.Shape.IsKnown;

    private static Dim[]? Lengths(Value value)
    {
        var inputs = value.Inputs;
        return value.Op.Name switch
        {
            "Shape" => [.. inputs[0].Shape],
            "Concat" => inputs.Select(i => i.Dims()).ToArray() is var parts && parts.All(p => p is not null) ? [.. parts.SelectMany(p => p!)] : null,
            "Gather" => inputs[0].Dims() is { } all && inputs[1].Evaluate() is { } at ? [.. at.ToLongs().Select(i => all[i < 0 ? i + all.Length : i])] : null,
            "Slice" => inputs[0].Dims() is { } all ? all[(int)value.Attributes.Ints("starts")![0]..(int)value.Attributes.Ints("ends")![0]] : null,
            "Mul" => Pairwise(value, (a, b) => a * b),
            "Div" => Pairwise(value, (a, b) => a.IsKnown && b.IsKnown && b != 0 ? a.Factor / b.Factor : Dim.Divide(a, b)),
            "Add" => Pairwise(value, Dim.Add),
            "Sub" => Pairwise(value, (a, b) => Dim.Add(a, b * -1)),
            "ReduceProd" => inputs[0].Dims() is { } all ? [new Shape(all).Size] : null,
            "Where" => Chosen(value),
            _ => inputs[0].Dims(),
        };
    }

    /// <summary>What exporters write for "keep this axis": Where(lengths = -1, 1, lengths). No symbol stands for a negative length.</summary>
    private static Dim[]? Chosen(Value value)
    {
        if (Truths(value.Inputs[0]) is not { } truths || value.Inputs[1].Dims() is not { } yes || value.Inputs[2].Dims() is not { } no) return null;
        return [.. Enumerable.Range(0, (int)value.Shape.Size.Factor).Select(i => At(truths, i) ? At(yes, i) : At(no, i))];
    }

    private static bool[]? Truths(Value condition)
    {
        if (condition.Op.Name != "Equal" || !condition.Inputs.All(IsLengths)) return condition.Evaluate()?.Values.Select(v => v != 0).ToArray();
        if (condition.Inputs[0].Dims() is not { } a || condition.Inputs[1].Dims() is not { } b) return null;
        var equal = Enumerable.Range(0, (int)condition.Shape.Size.Factor).Select(i => Equal(At(a, i), At(b, i))).ToArray();
        return equal.All(e => e is not null) ? [.. equal.Select(e => e!.Value)] : null;
    }

    private static bool? Equal(Dim a, Dim b) => a == b ? true : (a.IsKnown && b.IsKnown) || a is { IsKnown: true, Factor: < 0 } || b is { IsKnown: true, Factor: < 0 } ? false : null;

    private static Dim[]? Pairwise(Value value, Func<Dim, Dim, Dim?> f)
    {
        if (value.Inputs[0].Dims() is not { } a || value.Inputs[1].Dims() is not { } b) return null;
        var results = Enumerable.Range(0, (int)value.Shape.Size.Factor).Select(i => f(At(a, i), At(b, i))).ToArray();
        return results.All(r => r is not null) ? [.. results.Select(r => r!.Value)] : null;
    }

    private static T At<T>(T[] values, int i) => values[values.Length == 1 ? 0 : i];
}
