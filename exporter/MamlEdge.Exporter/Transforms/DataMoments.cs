using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Transforms;

/// <summary>
/// Standardises the product of data and weights, A B over its rows, through the moments of the data: with A centred over its rows and
/// Σ = AᵀA / n, the product is centred too and the variance of its column j is bⱼᵀ Σ bⱼ. The rows of A B are then touched by one product
/// alone, and gradients of any order work on matrices of the size of B. Σ is the same at every step, because no parameter is in it.
/// </summary>
public static class DataMoments
{
    /// <summary>The function with such standardisations rewritten; its first input is the data, the others are parameters.</summary>
    public static Function Run(Function function)
    {
        var learned = new HashSet<Value>(function.Inputs.Skip(1));
        foreach (var value in function.Reachable())
        {
            if (value.Inputs.Any(learned.Contains)) learned.Add(value);
        }

        return function.Reachable().Any(v => Applies(v, learned))
            ? new Rewriter(new Graph(), (value, inputs, attributes) => Applies(value, learned) ? Standardized(inputs[0], attributes, value.Name) : null).Copy(function)
            : function;
    }

    /// <summary>Σ costs rows · width², so it pays where A has no more columns than B.</summary>
    private static bool Applies(Value v, HashSet<Value> learned) =>
        v.Op == Statistics.Standardize && v.Rank == 2 && v.Attributes.Ints("axes") is [0] && v.Inputs[0] is { Op: var op, Inputs: [var a, var b] } && op == Products.MatMul
        && a.Rank == 2 && b.Rank == 2 && !learned.Contains(a) && b.Shape.IsKnown && b.Shape[0].Known <= b.Shape[1].Known;

    private static Value Standardized(Value product, Attributes attributes, string name)
    {
        var (a, b) = (product.Inputs[0], product.Inputs[1]);
        using var scope = a.Graph.Within(name);
        var centred = a - a.Mean([0]);
        var covariance = centred.Turned().Times(centred) / a.Graph.NewLength(a.Type, a.Shape[0]);
        var variance = (b * covariance.Times(b)).Sum([0]);
        return centred.Times(b * Elementwise.InverseSqrt.Apply(variance + attributes.Float("epsilon")));
    }
}
