using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Transforms;

/// <summary>Writes operators that are defined by others in terms of those, so that every value left has a kernel and a rule.</summary>
public static class Composites
{
    /// <summary>The function without composite operators, in a graph of its own.</summary>
    public static Function Expand(Function function)
    {
        var composite = function.Reachable().Any(v => v.Op.Expansion is not null && v.HasShape);
        return composite ? Expand(Once(function)) : function;
    }

    private static Function Once(Function function)
    {
        var graph = new Graph();
        return new Rewriter(graph, (value, inputs, attributes) =>
        {
            if (value.Op.Expansion is null || !value.HasShape) return null;
            using (graph.Within(value.Name)) return value.Op.Expansion(inputs, attributes);
        }).Copy(function);
    }
}
