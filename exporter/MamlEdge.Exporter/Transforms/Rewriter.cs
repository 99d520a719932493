using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Transforms;

/// <summary>
/// Copies values into a graph, with some of them replaced: the base of inlining, expansion, simplification and lowering. Symbols
/// follow from the replaced inputs: where a copy has another length than the symbol it had, the symbol is bound to that length.
/// </summary>
public sealed class Rewriter
{
    private readonly Dictionary<Value, Value> _copies = [];
    private readonly Dictionary<string, Dim> _symbols = new(StringComparer.Ordinal);
    private readonly Func<Value, IReadOnlyList<Value>, Attributes, Value?>? _rule;

    /// <summary>A rewriter into <paramref name="target"/>.</summary>
    /// <param name="target">The graph that receives the copies; may be the one copied from.</param>
    /// <param name="rule">Says how a value is built from its copied inputs; null for the plain copy.</param>
    public Rewriter(Graph target, Func<Value, IReadOnlyList<Value>, Attributes, Value?>? rule = null)
    {
        Target = target;
        _rule = rule;
    }

    /// <summary>The graph that receives the copies.</summary>
    public Graph Target { get; }

    /// <summary>Says what stands in the place of a value.</summary>
    public void Replace(Value value, Value by)
    {
        _copies[value] = by;
        Bind(value, by);
    }

    /// <summary>The copy of a value and of all that it needs.</summary>
    public Value Copy(Value value)
    {
        if (_copies.TryGetValue(value, out var done)) return done;
        foreach (var needed in Missing(value))
        {
            Value[] inputs = [.. needed.Inputs.Select(i => _copies[i])];
            var attributes = needed.Attributes.Substitute(_symbols);
            Replace(needed, _rule?.Invoke(needed, inputs, attributes) ?? Rebuild(needed, inputs, attributes));
        }

        return _copies[value];
    }

    /// <summary>The function with its results copied; inputs that were not replaced are copied as inputs.</summary>
    public Function Copy(Function function) =>
        new([.. function.Inputs.Select(Copy)], [.. function.Outputs.Select(o => o with { Value = Copy(o.Value) })]);

    /// <summary>The same application on other inputs.</summary>
    public Value Rebuild(Value value, IReadOnlyList<Value> inputs, Attributes attributes)
    {
        // A length that only the value itself says keeps its symbol, which inputs of the function may be declared with.
        var typed = !HasOwnLengths(value) && (value.Op.Type is not null || value.Op.Expansion is not null);
        var type = typed ? (TypedShape?)null
            : new TypedShape(value.Type, value.HasShape ? new Shape(value.Shape.Select(d => d.Substitute(_symbols))) : null);
        if (value.Op == Operators.Leaves.Input)
        {
            using (Target.Within("")) return Target.Add(value.Op, inputs, attributes, value.Name, type);
        }

        return Target.Add(value.Op, inputs, attributes, value.Name, type);
    }

    private static bool HasOwnLengths(Value value) => value.HasShape && value.Inputs.Count > 0 && value.Inputs.All(i => i.HasShape)
        && value.Shape.Any(d => d.Symbol is { } symbol
            && !value.Inputs.Select(i => i.Shape).Concat(value.Attributes.Entries.Values.OfType<Shape>()).Any(s => s.Any(l => l.Symbols.Contains(symbol))));

    private List<Value> Missing(Value value)
    {
        var seen = new HashSet<Value>();
        var stack = new Stack<Value>([value]);
        while (stack.Count > 0)
        {
            var next = stack.Pop();
            if (_copies.ContainsKey(next) || !seen.Add(next)) continue;
            foreach (var input in next.Inputs) stack.Push(input);
        }

        return [.. seen.OrderBy(v => v.Id)];
    }

    private void Bind(Value value, Value by)
    {
        if (!value.HasShape || !by.HasShape) return;
        // A copy for all tasks has one leading axis more.
        var lead = by.Rank - value.Rank;
        if (lead is not (0 or 1)) return;
        for (var axis = 0; axis < value.Rank; axis++)
        {
            if (value.Shape[axis].Symbol is { } symbol) _symbols.TryAdd(symbol, by.Shape[axis + lead]);
        }
    }
}
