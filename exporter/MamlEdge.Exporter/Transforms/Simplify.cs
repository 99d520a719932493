using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using MamlEdge.Exporter.Transforms.Simplification;

namespace MamlEdge.Exporter.Transforms;

/// <summary>
/// A named simplification: the better value for a value, or null where it does not apply. A rule that takes an input apart asks first
/// whether that is used elsewhere too, because then it would only add work.
/// </summary>
/// <param name="Name">What it does, as a formula.</param>
/// <param name="Apply">The rule: a value, and whether a value has several uses.</param>
public sealed record SimplifyRule(string Name, Func<Value, Func<Value, bool>, Value?> Apply)
{
    /// <summary>A rule that takes nothing apart.</summary>
    public SimplifyRule(string name, Func<Value, Value?> apply)
        : this(name, (value, _) => apply(value))
    {
    }
}

/// <summary>
/// Rewrites a function by named rules until none applies: what a runtime's optimiser would otherwise have to do at every load. Ends
/// with the rules that join nodes into the forms that kernels have, which need to know what is used once.
/// </summary>
public static class Simplify
{
    private const int MostPasses = 12;
    private const int MostPerValue = 32;

    /// <summary>All rules, in the order in which they are tried.</summary>
    public static IReadOnlyList<SimplifyRule> Rules { get; } = [.. Constants.Rules, .. Signs.Rules, .. Factors.Rules, .. Shapes.Rules, .. Batches.Rules];

    /// <summary>The simplified function in the forms that kernels have, in a graph of its own; so are the functions that it calls.</summary>
    public static Function Run(Function function) => Run(function, []);

    /// <summary>The same; functions that others call too are simplified once.</summary>
    private static Function Run(Function function, Dictionary<SharedFunction, SharedFunction> simplified)
    {
        var joined = 0;
        var written = Repeated(Algebra(function), [Standardizations.WrittenOut, .. Rules]);
        return Pass(Calls.Map(written, Simplified), Fusions.Rules, ref joined);

        SharedFunction Simplified(SharedFunction callee) =>
            simplified.TryGetValue(callee, out var known) ? known : simplified[callee] = new SharedFunction(callee.Name, Run(callee.Body, simplified));
    }

    /// <summary>The function with standardisations recognised that it spells out.</summary>
    public static Function Recognized(Function function) => Repeated(function, Standardizations.Rules);

    /// <summary>
    /// The function without shifts that a standardisation removes anyway, such as biases of convolutions before batch norm: their gradient is
    /// then 0, and not what rounding leaves of it, which Adam would make steps of full size of.
    /// </summary>
    public static Function Unshifted(Function function) => Repeated(function, [Factors.Unshift]);

    /// <summary>The function with products of weights that few examples have adapted taken apart: for what will be differentiated.</summary>
    public static Function LowRank(Function function) => Repeated(function, [Batches.LowRank]);

    /// <summary>The simplified function, made of operators with gradient rules: for what will be differentiated.</summary>
    public static Function Algebra(Function function) => Repeated(Repeated(function, Rules), [.. Rules, .. Batches.Rows]);

    private static Function Repeated(Function function, IReadOnlyList<SimplifyRule> rules)
    {
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var changes = 0;
            function = Pass(function, rules, ref changes);
            if (changes == 0) break;
        }

        return function;
    }

    private static Function Pass(Function function, IReadOnlyList<SimplifyRule> rules, ref int changes)
    {
        var graph = new Graph();
        var applied = 0;
        var shared = Shared(function);
        var sharedCopies = new HashSet<Value>();
        Rewriter rewriter = null!;
        rewriter = new Rewriter(graph, (value, inputs, attributes) =>
        {
            var copy = rewriter.Rebuild(value, inputs, attributes);
            using (graph.Within(value.Scope))
            {
                // A bound, so that two rules that undo each other cannot run for ever.
                for (var n = 0; n < MostPerValue && (copy.Inputs.Count > 0 || copy.Op == Leaves.Length) && HasShapes(copy); n++)
                {
                    if (rules.Select(r => r.Apply(copy, sharedCopies.Contains)).FirstOrDefault(b => b is not null && b != copy) is not { } better) break;
                    copy = better;
                    applied++;
                }
            }

            if (shared.Contains(value)) sharedCopies.Add(copy);
            return copy;
        });
        var result = rewriter.Copy(function);
        changes += applied;
        return result;
    }

    /// <summary>Rules take shapes for granted, which some nodes that are carried through lack.</summary>
    private static bool HasShapes(Value value) => value.HasShape && value.Inputs.All(i => i.HasShape || i.Op == Leaves.Absent);

    /// <summary>Values that are used more than once or are results.</summary>
    private static HashSet<Value> Shared(Function function)
    {
        var (once, shared) = (new HashSet<Value>(), function.Outputs.Select(o => o.Value).ToHashSet());
        foreach (var value in function.Reachable())
        {
            foreach (var input in value.Inputs)
            {
                if (!once.Add(input)) shared.Add(input);
            }
        }

        return shared;
    }
}
