using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Transforms;

/// <summary>
/// What no gradient flows through, because it depends on nothing that is differentiated: it is computed once for all steps. Left as the model has it, a
/// Conv of constant weights runs in blocked layout where ONNX Runtime optimises the graph, twice as fast as any form that is good to differentiate.
/// </summary>
public static class Frozen
{
    /// <summary>
    /// Optimising a graph costs about 15 µs a node when it is loaded, and blocked layout saves 14 ns for each thousand multiply-adds: with so many an
    /// example for each node, ten adaptations to five examples repay it.
    /// </summary>
    private const double MultiplyAddsForNode = 20_000;

    /// <summary>The values of a function that do not depend on the inputs of the given names.</summary>
    /// <param name="function">The function.</param>
    /// <param name="differentiated">Names of inputs; null where anything may be differentiated, and nothing is frozen.</param>
    public static IReadOnlySet<Value> Of(Function function, IReadOnlyCollection<string>? differentiated)
    {
        if (differentiated is null) return new HashSet<Value>();
        var order = function.Reachable();
        var active = new HashSet<Value>(function.Inputs.Where(i => differentiated.Contains(i.Name)));
        foreach (var value in order)
        {
            if (value.Inputs.Any(active.Contains)) active.Add(value);
        }

        return order.Where(v => !active.Contains(v)).ToHashSet();
    }

    /// <summary>
    /// Multiply-adds an example of the frozen convolutions that gain from blocked layout. Those that are standardised over the examples do not: matrix
    /// products over rows of all examples leave sums over rows.
    /// </summary>
    /// <param name="function">The function.</param>
    /// <param name="differentiated">Names of the inputs that are differentiated.</param>
    public static long Convolutions(Function function, IReadOnlyCollection<string> differentiated)
    {
        var frozen = Of(function, differentiated);
        var standardized = function.Reachable().Where(v => v.Op == Statistics.Standardize && v.Attributes.Ints("axes")!.Contains(0)).Select(v => v.Inputs[0]).ToHashSet();
        return frozen.Where(v => v.Op == Convolution.Conv && !standardized.Contains(v) && v.Shape.Skip(1).Concat(v.Inputs[1].Shape).All(d => d.IsKnown))
            .Sum(v => new Shape(v.Shape.Skip(1)).Size.Known * new Shape(v.Inputs[1].Shape.Skip(1)).Size.Known);
    }

    /// <summary>Whether so many multiply-adds an example are worth what the optimisation of a function costs.</summary>
    /// <param name="multiplyAdds">Of <see cref="Convolutions"/>.</param>
    /// <param name="function">What is loaded.</param>
    public static bool RepaysOptimisation(long multiplyAdds, Function function) => multiplyAdds >= MultiplyAddsForNode * function.Reachable().Count(v => v.Inputs.Count > 0);
}
