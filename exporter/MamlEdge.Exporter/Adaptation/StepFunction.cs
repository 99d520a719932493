using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>
/// A step of the inner loop as one function that all steps call. Its inputs are the adapted parameters, their velocities, the rates
/// that are not one fixed number, and what is the same in every step (rows of windows, results of fixed layers, labels as one-hot
/// vectors), which is computed once outside; its results the parameters and velocities after the step, and the loss before it.
/// </summary>
internal sealed class StepFunction
{
    private readonly SharedFunction _function;
    private readonly string[] _adapted;
    private readonly string[] _rated;
    private readonly bool _hasVelocity;
    private readonly Value[] _invariants;

    /// <summary>The function of the steps of a loop.</summary>
    /// <param name="loop">The inner loop.</param>
    /// <param name="start">The state before the first step.</param>
    /// <param name="rates">Learning rates of the adapted parameters at each step.</param>
    /// <param name="x">Support examples.</param>
    /// <param name="target">Support labels or targets.</param>
    public StepFunction(InnerLoop loop, InnerState start, IReadOnlyList<IReadOnlyDictionary<string, Value>> rates, Value x, Value target)
    {
        var graph = new Graph();
        _adapted = [.. rates[0].Keys];
        _rated = [.. _adapted.Where(p => rates.Any(r => r[p].AsConstant() is null || r[p] != rates[0][p]))];
        _hasVelocity = loop.HasVelocity;
        var theta = start.Theta.ToDictionary(p => p.Key, p => Input("theta." + p.Key, p.Value), StringComparer.Ordinal);
        var velocity = _hasVelocity ? _adapted.ToDictionary(p => p, p => Input("velocity." + p, start.Theta[p]), StringComparer.Ordinal) : [];
        var rate = _adapted.ToDictionary(p => p, p => _rated.Contains(p) ? Input("rate." + p, rates[0][p]) : graph.NewConstant(rates[0][p].AsConstant()!), StringComparer.Ordinal);
        var (examples, labels) = (Input("x", x), Input("target", target));

        var (next, loss) = loop.Step(new(theta, velocity), rate, examples, labels);
        Value[] varying = [.. _adapted.Select(p => theta[p]), .. velocity.Values, .. _rated.Select(p => rate[p])];
        string[] @fixed = [.. start.Theta.Keys.Except(_adapted)];
        Output[] results = [
            .. _adapted.Select(p => new Output("next.theta." + p, next.Theta[p])), .. next.Velocity.Select(v => new Output("next.velocity." + v.Key, v.Value)), new("loss", loss)];
        var step = Simplify.Algebra(new([.. varying, .. @fixed.Select(p => theta[p]), examples, labels], results));
        (_function, var invariants) = Calls.Cut("Step", step, [.. step.Inputs.Take(varying.Length)]);

        var outside = new Rewriter(x.Graph);
        foreach (var (input, value) in step.Inputs.Skip(varying.Length).Zip([.. @fixed.Select(p => start.Theta[p]), x, target])) outside.Replace(input, value);
        _invariants = [.. invariants.Select(outside.Copy)];

        Value Input(string name, Value like) => graph.NewInput(name, like.Type, like.Shape);
    }

    /// <summary>A call: the state after the step, and the loss before it.</summary>
    /// <param name="state">The state before it; without velocities they are zero.</param>
    /// <param name="rates">Learning rate of each adapted parameter.</param>
    public (InnerState State, Value Loss) Call(InnerState state, IReadOnlyDictionary<string, Value> rates)
    {
        var results = _function.Call([
            .. _adapted.Select(p => state.Theta[p]),
            .. _hasVelocity ? _adapted.Select(p => state.Velocity.TryGetValue(p, out var v) ? v : state.Theta[p].Zeros()) : [],
            .. _rated.Select(p => rates[p]),
            .. _invariants]);
        var theta = new Dictionary<string, Value>(state.Theta, StringComparer.Ordinal);
        foreach (var (name, value) in _adapted.Zip(results)) theta[name] = value;
        var velocity = _hasVelocity ? _adapted.Zip(results.Skip(_adapted.Length)).ToDictionary(v => v.First, v => v.Second, StringComparer.Ordinal) : [];
        return (new(theta, velocity), results[^1]);
    }
}
