using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Transforms;

/// <summary>
/// Reverse mode, graph to graph: the result is made of the same operators, so that it can be differentiated again
/// (Griewank and Walther 2008, chapter 3). Cotangents that meet are added in the order of the values they come from, so the same
/// graph gives the same sums.
/// </summary>
public static class Gradient
{
    private const int LongestPath = 24;

    /// <summary>The gradients of a scalar with respect to values of its graph, in their order.</summary>
    public static Value[] Of(Value scalar, IReadOnlyList<Value> wrt) =>
        Of([(scalar, scalar.Graph.NewFill(scalar.Type, scalar.Shape, 1))], wrt);

    /// <summary>
    /// The gradients of Σ ⟨cotangent, output⟩ with respect to <paramref name="wrt"/>, each of the shape of its value; zeros where an
    /// output does not depend on it.
    /// </summary>
    /// <exception cref="ExporterException">An operator without gradient rule lies on the way; operator, node and path are named.</exception>
    public static Value[] Of(IReadOnlyList<(Value Output, Value Cotangent)> seeds, IReadOnlyList<Value> wrt)
    {
        var order = Function.Reachable([.. seeds.Select(s => s.Output)]);
        var active = Active(order, wrt);
        var cotangents = new Dictionary<Value, List<Value>>();
        foreach (var (output, cotangent) in seeds) Accumulate(cotangents, output, cotangent);
        var calls = new CallGradients(order, active);

        for (var i = order.Count - 1; i >= 0; i--)
        {
            var y = order[i];
            if (!active.Contains(y)) continue;
            if (y.Op.Callee is not null && y.Inputs.Any(active.Contains))
            {
                foreach (var (x, gradient) in calls.Of(y, result => cotangents.TryGetValue(result, out var parts) ? Total(parts) : null)) Accumulate(cotangents, x, gradient);
                continue;
            }

            if (!cotangents.TryGetValue(y, out var parts)) continue;
            using var scope = y.Graph.Within(y.Name + "/grad");
            var g = Total(parts);
            cotangents[y] = [g];
            if (wrt.Contains(y) && !y.Inputs.Any(active.Contains)) continue;
            for (var input = 0; input < y.Inputs.Count; input++)
            {
                var x = y.Inputs[input];
                if (!active.Contains(x)) continue;
                if (!x.Type.IsNumeric()) throw Refused(y, $"takes '{x.Name}' of type {x.Type}, through which no gradient is taken, and", order, active);
                if (!x.Type.IsFloat()) continue;
                if (Rule(y, g, input, order, active) is { } gradient) Accumulate(cotangents, x, gradient.SumTo(x.Shape));
            }
        }

        return [.. wrt.Select(x => cotangents.TryGetValue(x, out var parts) ? Total(parts) : x.Zeros())];
    }

    /// <summary>
    /// Refuses what no gradient can pass, as <see cref="Of(Value, IReadOnlyList{Value})"/> does, but by the operators and names of a model
    /// before it is rewritten, which are those that its user knows.
    /// </summary>
    /// <exception cref="ExporterException">An operator without gradient rule lies on the way.</exception>
    public static void Require(IReadOnlyList<Value> outputs, IReadOnlyList<Value> wrt)
    {
        var order = Function.Reachable(outputs);
        var active = Active(order, wrt);
        var reached = outputs.ToHashSet();
        foreach (var y in order.Reverse().Where(y => active.Contains(y) && !y.Op.HasZeroGradient && reached.Contains(y)))
        {
            if (!y.Op.IsDifferentiable) throw Lacking(y, order, active);
            for (var input = 0; input < y.Inputs.Count; input++)
            {
                if (y.Inputs[input].Type.IsFloat() && (y.Op.Gradients is not { } rules || rules.ElementAtOrDefault(input) is not null)) reached.Add(y.Inputs[input]);
            }
        }
    }

    private static Value? Rule(Value y, Value g, int input, IReadOnlyList<Value> order, HashSet<Value> active)
    {
        if (y.Op.HasZeroGradient || g.IsZero()) return null;
        if (y.Op.Gradients is { } rules) return input < rules.Count ? rules[input]?.Invoke(y, g) : null;
        if (y.Op.VariadicGradient is { } rule) return rule(y, g, input);
        throw Lacking(y, order, active);
    }

    private static ExporterException Lacking(Value y, IReadOnlyList<Value> order, HashSet<Value> active) => y.Op.Undefined.Length == 0
        ? Refused(y, "has no gradient rule and", order, active)
        : new($"{y.Op.Undefined} The gradient has to pass {y.Op.Name} '{y.Name}', which depends on it.");

    private static ExporterException Refused(Value y, string why, IReadOnlyList<Value> order, HashSet<Value> active) =>
        new(
            $"{y.Op.Name} '{y.Name}' {why} lies on the way from the loss to what is differentiated: " +
            $"{Path(y, order, active)}. Freeze the parameters before it, replace it, or add a rule (docs/adding-an-operator.md). " +
            $"Differentiable operators: {string.Join(", ", Catalog.Differentiable)}.");

    /// <summary>Values that depend on what is differentiated, it included.</summary>
    private static HashSet<Value> Active(IReadOnlyList<Value> order, IReadOnlyList<Value> wrt)
    {
        var active = new HashSet<Value>(wrt);
        foreach (var value in order)
        {
            if (!value.Op.HasZeroGradient && value.Inputs.Any(active.Contains)) active.Add(value);
        }

        return active;
    }

    private static void Accumulate(Dictionary<Value, List<Value>> cotangents, Value value, Value part)
    {
        if (!cotangents.TryGetValue(value, out var parts)) cotangents[value] = parts = [];
        parts.Add(part);
    }

    private static Value Total(List<Value> parts) => parts.Aggregate((a, b) => a + b);

    /// <summary>The names from the result down to a value, for people.</summary>
    private static string Path(Value to, IReadOnlyList<Value> order, HashSet<Value> active)
    {
        var path = new List<Value> { to };
        for (var i = 0; i < order.Count; i++)
        {
            if (order[i].Id > path[^1].Id && active.Contains(order[i]) && order[i].Inputs.Contains(path[^1])) path.Add(order[i]);
        }

        path.Reverse();
        var names = path.Select(v => $"{v.Op.Name} '{v.Name}'").ToList();
        if (names.Count > LongestPath) names = [.. names[..(LongestPath / 2)], $"({names.Count - LongestPath} more)", .. names[^(LongestPath / 2)..]];
        return string.Join(" <- ", names);
    }
}
