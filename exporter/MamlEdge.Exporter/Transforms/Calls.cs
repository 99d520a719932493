using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Transforms;

/// <summary>What can be done with the functions that a function calls.</summary>
public static class Calls
{
    /// <summary>The functions that a function calls itself, each once, in the order of their first calls.</summary>
    public static IEnumerable<SharedFunction> Callees(Function function) =>
        function.Reachable().Select(v => v.Op.Callee).OfType<SharedFunction>().Distinct();

    /// <summary>The function with each function that it calls replaced by another of the same inputs and results.</summary>
    public static Function Map(Function function, Func<SharedFunction, SharedFunction> other)
    {
        var mapped = Callees(function).ToDictionary(c => c, other);
        var graph = new Graph();
        return mapped.Count == 0 ? function : new Rewriter(graph, (value, inputs, _) =>
        {
            if (value.Op.Callee is not { } callee) return null;
            using (graph.Within(value.Scope)) return mapped[callee].Call(inputs)[value.Op.OutputSlot];
        }).Copy(function);
    }

    /// <summary>
    /// Cuts a function in two: what depends on <paramref name="varying"/> inputs becomes the body of a shared function, whose further
    /// inputs are the values that it needs of the rest. Numbers and fills stay in the body.
    /// </summary>
    /// <param name="name">Name of the shared function.</param>
    /// <param name="function">The function to cut.</param>
    /// <param name="varying">Inputs of it that differ from call to call; the first inputs of the body.</param>
    /// <returns>The shared function, and the values of <paramref name="function"/> that its further inputs stand for.</returns>
    public static (SharedFunction Function, IReadOnlyList<Value> Invariants) Cut(string name, Function function, IReadOnlyList<Value> varying)
    {
        var order = function.Reachable();
        var depends = varying.ToHashSet();
        foreach (var value in order.Where(v => v.Inputs.Any(depends.Contains))) depends.Add(value);
        var needed = order.Where(depends.Contains).SelectMany(v => v.Inputs).Concat(function.Outputs.Select(o => o.Value))
            .Where(v => !depends.Contains(v) && v.Op != Leaves.Constant && v.Op != Leaves.Fill && v.Op != Leaves.Absent).ToHashSet();
        // Lengths that the body needs at run time must be an axis of one of its inputs.
        foreach (var symbol in order.Where(depends.Contains).SelectMany(v => v.Shape).SelectMany(d => d.Symbols).Distinct())
        {
            if (!varying.Concat(needed).Any(v => v.Shape.Any(d => d.Multiple?.Symbol == symbol))) needed.Add(function.Graph.Symbols[symbol].Value);
        }

        Value[] invariants = [.. needed.OrderBy(v => v.Id)];

        var rewriter = new Rewriter(new Graph());
        var inputs = varying.Select(rewriter.Copy).ToList();
        foreach (var (invariant, i) in invariants.Select((v, i) => (v, i)))
        {
            inputs.Add(rewriter.Target.NewInput($"invariant{i + 1}", invariant.Type, invariant.Shape));
            rewriter.Replace(invariant, inputs[^1]);
        }

        var outputs = function.Outputs.Select(o => o with { Value = rewriter.Copy(o.Value) }).ToArray();
        return (new SharedFunction(name, new Function(inputs, outputs)), invariants);
    }

    /// <summary>The function with its constants of more elements than <paramref name="largest"/> as further inputs, and those constants.</summary>
    internal static (Function Function, IReadOnlyList<Tensor> Constants) TakeOutConstants(Function function, long largest)
    {
        var constants = function.Reachable().Where(v => v.AsConstant()?.Values.LongLength > largest).ToArray();
        var rewriter = new Rewriter(new Graph());
        var inputs = function.Inputs.Select(rewriter.Copy).ToList();
        foreach (var constant in constants)
        {
            inputs.Add(rewriter.Target.NewInput($"constant{inputs.Count + 1}", constant.Type, constant.Shape));
            rewriter.Replace(constant, inputs[^1]);
        }

        return (new Function(inputs, rewriter.Copy(function).Outputs), [.. constants.Select(c => c.AsConstant()!)]);
    }
}
