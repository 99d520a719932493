using System.Runtime.CompilerServices;
using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// What is known of a value at export time: its constant, or the dimensions that an integer vector holds. Both are found once for each
/// value, inputs before what uses them, and only where they are small: whatever a model says, time and memory stay bounded.
/// </summary>
public static class KnownValues
{
    /// <summary>Most elements of a constant that is computed; those that a model holds itself may be of any size.</summary>
    private const long LargestFolded = 1 << 16;

    /// <summary>Most elements of all computed constants of a graph together.</summary>
    private const long LargestFoldedTogether = 1 << 24;

    private const long LargestRank = 1024;

    private static readonly Dictionary<string, long> NoSymbols = [];
    private static readonly ConditionalWeakTable<Graph, Known> KnownOf = [];

    /// <summary>The constant that a value evaluates to, or null where it depends on an input or is too large to fold.</summary>
    public static Tensor? Evaluate(this Value value) =>
        Held(value) ?? (IsFoldable(value) ? Find(value, KnownOf.GetOrCreateValue(value.Graph).Constants, IsFoldable, Fold) : null);

    /// <summary>The dimensions that an integer scalar or vector holds, or null where they are not known.</summary>
    public static Dim[]? Dims(this Value value) =>
        Held(value) is { } constant ? [.. constant.ToLongs().Select(n => (Dim)n)]
        : value.Op == Shaping.ShapeOf ? value.Inputs[0].HasShape ? [.. value.Inputs[0].Shape] : null
        : HoldsDims(value) ? Find(value, KnownOf.GetOrCreateValue(value.Graph).Dims, HoldsDims, DimsOf) : null;

    private static Tensor? Held(Value value) =>
        value.AsConstant() ?? (value.Op == Leaves.Initializer ? value.Attributes.Tensor("value") : null);

    private static bool IsFoldable(Value value) =>
        (value.Op.Kernel ?? (object?)value.Op.Expansion) is not null && Held(value) is null && (value.Inputs.Count > 0 || value.Op == Leaves.Fill || value.Op == Leaves.Length)
        && value.HasShape && value.Shape.IsKnown && value.Shape.Size.Known <= LargestFolded
        && value.Type.IsNumeric() && value.Inputs.All(i => i.Type.IsNumeric())
        && !value.Attributes.Entries.Values.Any(a => a is Shape { IsKnown: false });

    private static bool HoldsDims(Value value) =>
        value.HasShape && value.Shape.IsKnown && value.Shape.Size.Known <= LargestRank && value.Op != Shaping.ShapeOf && Held(value) is null;

    private static Tensor? Fold(Value value)
    {
        if (HoldsLengths(value))
            return LengthsOf(value) is { } dims && dims.All(d => d.IsKnown) ? new(value.Type, value.Shape.ToLongs(), [.. dims.Select(d => (double)d.Known)]) : null;
        var known = KnownOf.GetOrCreateValue(value.Graph);
        var inputs = new Tensor[value.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            if ((Held(value.Inputs[i]) ?? known.Constants.GetValueOrDefault(value.Inputs[i])) is not { } input) return null;
            inputs[i] = input;
        }

        if ((known.Folded += value.Shape.Size.Known) > LargestFoldedTogether) return null;
        return value.Op.Expansion is { } expansion ? expansion(value.Inputs, value.Attributes).Evaluate()
            : value.Op.Kernel!(new KernelContext(inputs, value.Attributes, value.TypedShape, NoSymbols));
    }

    private static Dim[]? DimsOf(Value value) =>
        HoldsLengths(value) ? LengthsOf(value) : value.Evaluate() is { } tensor ? [.. tensor.ToLongs().Select(n => (Dim)n)] : null;

    /// <summary>Whether the value is shape arithmetic: an integer scalar or vector made of such by an operator of <see cref="LengthsOf"/>.</summary>
    private static bool HoldsLengths(Value value) => IsLengths(value) && (value.Op == Shaping.ShapeOf || value.Op == Leaves.Length
        || (value.Op.Name is "Cast" or "Reshape" or "Identity" or "Concat" or "Gather" or "Slice" or "Mul" or "Div" or "Add" or "Sub" or "ReduceProd" && value.Inputs.All(IsLengths))
        || (value.Op.Name is "Where" && value.Inputs.Skip(1).All(IsLengths)));

    private static bool IsLengths(Value value) => value.Type is DataType.Int64 or DataType.Int32 && value.HasShape && value.Rank <= 1 && value.Shape.IsKnown;

    private static Dim[]? LengthsOf(Value value)
    {
        var inputs = value.Inputs;
        return value.Op.Name switch
        {
            "Shape" => inputs[0].HasShape ? [.. inputs[0].Shape] : null,
            "Length" => [.. value.Attributes.Shape("shape")],
            "Concat" => inputs.Select(i => i.Dims()).ToArray() is var parts && parts.All(p => p is not null) ? [.. parts.SelectMany(p => p!)] : null,
            "Gather" => inputs[0].Dims() is { } all && inputs[1].Evaluate() is { } at ? Picked(all, at.ToLongs()) : null,
            "Slice" => inputs[0].Dims() is { } all ? all[(int)value.Attributes.Ints("starts")![0]..(int)value.Attributes.Ints("ends")![0]] : null,
            "Mul" => Pairwise(value, (a, b) => a * b),
            "Div" => Pairwise(value, (a, b) => a.IsKnown && b.IsKnown && b != 0 ? a.Known / b.Known : Dim.Divide(a, b)),
            "Add" => Pairwise(value, (a, b) => a + b),
            "Sub" => Pairwise(value, (a, b) => a - b),
            "ReduceProd" => inputs[0].Dims() is { } all ? [new Shape(all).Size] : null,
            "Where" => Chosen(value),
            _ => inputs[0].Dims(),
        };
    }

    private static Dim[]? Picked(Dim[] all, long[] at) =>
        at.All(i => i >= -all.Length && i < all.Length) ? [.. at.Select(i => all[i < 0 ? i + all.Length : i])] : null;

    /// <summary>Where(lengths = -1, 1, lengths), which exporters write for "keep this axis". No symbol stands for a negative length.</summary>
    private static Dim[]? Chosen(Value value) =>
        Truths(value.Inputs[0]) is { } truths && value.Inputs[1].Dims() is { } yes && value.Inputs[2].Dims() is { } no
            ? [.. Enumerable.Range(0, (int)value.Shape.Size.Known).Select(i => At(truths, i) ? At(yes, i) : At(no, i))] : null;

    private static bool[]? Truths(Value condition)
    {
        if (condition.Op.Name != "Equal" || !condition.Inputs.All(IsLengths)) return condition.Evaluate()?.Values.Select(v => v != 0).ToArray();
        return Pairwise(condition, (a, b) => a == b ? 1 : (a.IsKnown && b.IsKnown) || a.IsNegative || b.IsNegative ? 0 : null)?.Select(d => d == 1).ToArray();
    }

    private static Dim[]? Pairwise(Value value, Func<Dim, Dim, Dim?> f)
    {
        if (value.Inputs[0].Dims() is not { } a || value.Inputs[1].Dims() is not { } b) return null;
        var results = Enumerable.Range(0, (int)value.Shape.Size.Known).Select(i => f(At(a, i), At(b, i))).ToArray();
        return results.All(r => r is not null) ? [.. results.Select(r => r!.Value)] : null;
    }

    private static T At<T>(T[] values, int i) => values[values.Length == 1 ? 0 : i];

    /// <summary>
    /// What is found of a value and of everything before it, in order, so that no chain of values is too long for the stack.
    /// </summary>
    private static T? Find<T>(Value value, Dictionary<Value, T?> found, Func<Value, bool> isSought, Func<Value, T?> find)
        where T : class
    {
        if (found.TryGetValue(value, out var known)) return known;
        var seen = new HashSet<Value>();
        var stack = new Stack<Value>([value]);
        while (stack.TryPop(out var next))
        {
            if (found.ContainsKey(next) || !seen.Add(next)) continue;
            foreach (var input in next.Inputs.Where(isSought)) stack.Push(input);
        }

        foreach (var next in seen.OrderBy(v => v.Id)) found[next] = find(next);
        return found[value];
    }

    private sealed class Known
    {
        public Dictionary<Value, Tensor?> Constants { get; } = [];

        public Dictionary<Value, Dim[]?> Dims { get; } = [];

        public long Folded { get; set; }
    }
}
