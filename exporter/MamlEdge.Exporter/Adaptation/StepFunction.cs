using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>
/// A step of the inner loop as one function that all steps call. Its inputs are the adapted parameters, those with a value for each step, moments, the rates
/// and numbers that are not the same in every step, and what is (rows of windows, results of fixed layers, labels as one-hot
/// vectors), which is computed once outside; its results the parameters and moments after the step, and the loss before it.
/// </summary>
internal sealed class StepFunction
{
    private readonly SharedFunction _function;
    private readonly string[] _adapted;
    private readonly string[] _perStep;
    private readonly string[] _rated;
    private readonly string[] _moments;
    private readonly Value[] _invariants;

    /// <summary>The function of the steps of a loop.</summary>
    /// <param name="loop">The inner loop.</param>
    /// <param name="start">The state before the first step.</param>
    /// <param name="steps">What is different in each step.</param>
    /// <param name="x">Support examples.</param>
    /// <param name="target">Support labels or targets.</param>
    public StepFunction(InnerLoop loop, InnerState start, IReadOnlyList<StepInputs> steps, Value x, Value target)
    {
        var graph = new Graph();
        var first = steps[0].Rates;
        _adapted = [.. first.Keys];
        _perStep = [.. steps[0].Values.Keys];
        _rated = [.. _adapted.Where(p => steps.Any(s => s.Rates[p].AsConstant() is null || s.Rates[p] != first[p]))];
        _moments = [.. loop.Update.Moments.SelectMany(m => _adapted.Select(p => $"{m}.{p}"))];
        var theta = start.Theta.ToDictionary(p => p.Key, p => Input("theta." + p.Key, p.Value), StringComparer.Ordinal);
        var moments = _moments.ToDictionary(m => m, m => Input(m, start.Theta[ParameterOf(m)]), StringComparer.Ordinal);
        var rate = _adapted.ToDictionary(p => p, p => _rated.Contains(p) ? Input("rate." + p, first[p]) : graph.NewConstant(first[p].AsConstant()!), StringComparer.Ordinal);
        Value[] numbers = [.. steps[0].Numbers.Select((n, i) => Input($"number.{i}", n))];
        string[] anchored = loop.IsProximal ? _adapted : [];
        var anchors = anchored.ToDictionary(p => p, p => Input("start." + p, start.Theta[p]), StringComparer.Ordinal);
        var (examples, labels) = (Input("x", x), Input("target", target));

        var (next, loss) = loop.Step(new(theta, moments), anchors, new(rate, numbers, new Dictionary<string, Value>()), examples, labels);
        Value[] varying = [.. _adapted.Concat(_perStep).Select(p => theta[p]), .. moments.Values, .. _rated.Select(p => rate[p]), .. numbers];
        string[] @fixed = [.. start.Theta.Keys.Except(_adapted).Except(_perStep)];
        Output[] results = [
            .. _adapted.Select(p => new Output("next.theta." + p, next.Theta[p])), .. _moments.Select(m => new Output("next." + m, next.Moments[m])), new("loss", loss)];
        var step = Simplify.Algebra(new([.. varying, .. @fixed.Select(p => theta[p]), .. anchors.Values, examples, labels], results));
        (_function, var invariants) = Calls.Cut("Step", step, [.. step.Inputs.Take(varying.Length)]);

        var outside = new Rewriter(x.Graph);
        foreach (var (input, value) in step.Inputs.Skip(varying.Length).Zip([.. @fixed.Concat(anchored).Select(p => start.Theta[p]), x, target])) outside.Replace(input, value);
        _invariants = [.. invariants.Select(outside.Copy)];

        Value Input(string name, Value like) => graph.NewInput(name, like.Type, like.Shape);
    }

    /// <summary>A call: the state after the step, and the loss before it.</summary>
    /// <param name="state">The state before it; moments that are not there are zero.</param>
    /// <param name="step">What is different in this step.</param>
    public (InnerState State, Value Loss) Call(InnerState state, StepInputs step)
    {
        var results = _function.Call([
            .. _adapted.Concat(_perStep).Select(p => state.Theta[p]),
            .. _moments.Select(m => state.Moments.GetValueOrDefault(m) ?? state.Theta[ParameterOf(m)].Zeros()),
            .. _rated.Select(p => step.Rates[p]),
            .. step.Numbers,
            .. _invariants]);
        var theta = new Dictionary<string, Value>(state.Theta, StringComparer.Ordinal);
        foreach (var (name, value) in _adapted.Zip(results)) theta[name] = value;
        foreach (var (name, value) in step.Values) theta[name] = value;
        return (new(theta, _moments.Zip(results.Skip(_adapted.Length)).ToDictionary(m => m.First, m => m.Second, StringComparer.Ordinal)), results[^1]);
    }

    private static string ParameterOf(string moment) => moment[(moment.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
