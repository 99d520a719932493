using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Transforms;

/// <summary>Writes operators that are defined by others in terms of those, so that every value left has a kernel and a rule.</summary>
public static class Composites
{
    /// <summary>The function without composite operators, in a graph of its own.</summary>
    /// <param name="function">The function.</param>
    /// <param name="differentiated">Names of the inputs that will be differentiated, where what is <see cref="Frozen"/> shall stay; null expands everything.</param>
    public static Function Expand(Function function, IReadOnlyCollection<string>? differentiated = null)
    {
        var frozen = Frozen.Of(function, differentiated);
        return function.Reachable().Any(v => IsComposite(v, frozen)) ? Expand(Once(function, frozen), differentiated) : function;
    }

    private static Function Once(Function function, IReadOnlySet<Value> frozen)
    {
        var graph = new Graph();
        return new Rewriter(graph, (value, inputs, attributes) =>
        {
            if (!IsComposite(value, frozen)) return null;
            using var scope = graph.Within(value.Name);
            try
            {
                return value.Op.Expansion!(inputs, attributes);
            }
            catch (Exception e) when (Misfit.Is(e))
            {
                throw Misfit.Of($"{value.Op.Name} '{value.Name}'", inputs, e);
            }
        }).Copy(function);
    }

    private static bool IsComposite(Value value, IReadOnlySet<Value> frozen) => value.Op.Expansion is not null && value.HasShape && !frozen.Contains(value);
}
