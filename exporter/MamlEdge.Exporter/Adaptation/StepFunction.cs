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
    private readonly List<SharedFunction> _doubled;

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
        _doubled = [_function];
        IsSame = _perStep.Length + numbers.Length == 0 && steps.All(s => _rated.All(p => s.Rates[p] == first[p]));

        Value Input(string name, Value like) => graph.NewInput(name, like.Type, like.Shape);
    }

    /// <summary>A call: the state after the step, and the loss before it.</summary>
    /// <param name="state">The state before it; moments that are not there are zero.</param>
    /// <param name="step">What is different in this step.</param>
    public (InnerState State, Value Loss) Call(InnerState state, StepInputs step) => Call(_function, state, step);

    private (InnerState State, Value Loss) Call(SharedFunction function, InnerState state, StepInputs step)
    {
        var results = function.Call([
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

    /// <summary>Whether all steps are the same function of the state before them, so that several can be one call.</summary>
    public bool IsSame { get; }

    /// <summary>
    /// Several steps that are the same: calls of functions of 1, 2, 4, ... steps, each of which calls the one before it twice, so that their number grows
    /// with the logarithm of the steps. The losses are those before each step, one after the other.
    /// </summary>
    /// <param name="state">The state before the first.</param>
    /// <param name="step">What is the same in each.</param>
    /// <param name="count">How many.</param>
    public (InnerState State, IReadOnlyList<Value> Losses) Call(InnerState state, StepInputs step, int count)
    {
        while (_doubled.Count < 31 && 1 << _doubled.Count <= count) _doubled.Add(Doubled(_doubled[^1], 1 << _doubled.Count));
        var losses = new List<Value>();
        for (var power = _doubled.Count - 1; power >= 0; power--)
        {
            if ((count & (1 << power)) == 0) continue;
            (state, var loss) = Call(_doubled[power], state, step);
            losses.Add(loss);
        }

        return (state, losses);
    }

    private SharedFunction Doubled(SharedFunction half, int steps)
    {
        var graph = new Graph();
        var state = _adapted.Length + _moments.Length;
        Value[] inputs = [.. half.Body.Inputs.Select(i => graph.NewInput(i.Name, i.Type, i.Shape))];
        var first = half.Call(inputs);
        var second = half.Call([.. first.Take(state), .. inputs.Skip(state)]);
        var losses = ShapingFluent.Join(0, [.. new[] { first[^1], second[^1] }.Select(l => l.Rank == 0 ? l.Reshape(Shape.Of(1)) : l)]);
        return new SharedFunction($"Steps{steps}", new Function(inputs, [.. half.Body.Outputs.Zip([.. second.Take(state), losses], (o, value) => o with { Value = value })]));
    }

    private static string ParameterOf(string moment) => moment[(moment.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
