using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Transforms;

/// <summary>
/// The gradients of calls: calls again, of one function that maps inputs and cotangents to the cotangents of the inputs. It computes
/// what it needs of the called function once more. All calls of a function share it: it takes a cotangent for each result that any of
/// them needs and gives one for each input that is differentiated in any of them.
/// </summary>
internal sealed class CallGradients
{
    private readonly ILookup<Value, Value> _results;
    private readonly IReadOnlySet<Value> _active;
    private readonly Dictionary<SharedFunction, (SharedFunction Function, int[] Results, int[] Inputs)> _gradients = [];

    /// <summary>For the calls among values in topological order.</summary>
    /// <param name="order">The values that gradients pass.</param>
    /// <param name="active">Those that depend on what is differentiated.</param>
    public CallGradients(IReadOnlyList<Value> order, IReadOnlySet<Value> active)
    {
        _active = active;
        _results = order.Where(v => v.Op.Callee is not null && v.Type.IsFloat()).ToLookup(SharedFunction.CallOf);
    }

    /// <summary>
    /// The cotangents of the inputs of the call that <paramref name="y"/> is a result of; nothing unless it is the first one, which
    /// nothing that uses another result comes before.
    /// </summary>
    /// <param name="y">A result of a call.</param>
    /// <param name="cotangent">The cotangent of a result, or null where there is none.</param>
    public IEnumerable<(Value Input, Value Cotangent)> Of(Value y, Func<Value, Value?> cotangent)
    {
        var results = _results[SharedFunction.CallOf(y)].ToDictionary(r => r.Op.OutputSlot);
        if (results.Values.MinBy(r => r.Id) != y || results.Values.All(r => cotangent(r) is null)) return [];
        var (function, slots, inputs) = GradientOf(y.Op.Callee!);
        using var scope = y.Graph.Within(y.Scope.Length == 0 ? "grad" : y.Scope + "/grad");
        Value[] seeds = [.. slots.Select(slot => results.TryGetValue(slot, out var r) && cotangent(r) is { } g ? g : y.Graph.Add(y.Op.Callee!.Results[slot], y.Inputs).Zeros())];
        var gradients = function.Call([.. y.Inputs, .. seeds]);
        return inputs.Select((input, i) => (y.Inputs[input], gradients[i])).Where(g => _active.Contains(g.Item1));
    }

    private (SharedFunction Function, int[] Results, int[] Inputs) GradientOf(SharedFunction callee)
    {
        if (_gradients.TryGetValue(callee, out var known)) return known;
        var calls = _results.Where(c => c.Key.Op.Callee == callee).ToArray();
        int[] slots = [.. calls.SelectMany(c => c).Select(r => r.Op.OutputSlot).Distinct().Order()];
        int[] inputs = [.. Enumerable.Range(0, callee.Body.Inputs.Count).Where(i => callee.Body.Inputs[i].Type.IsFloat() && calls.Any(c => _active.Contains(c.Key.Inputs[i])))];

        var body = new Rewriter(new Graph()).Copy(callee.Body);
        var seeds = slots.Select(s => body.Graph.NewInput("grad.output." + body.Outputs[s].Name, body.Outputs[s].Value.Type, body.Outputs[s].Value.Shape)).ToArray();
        var gradients = Gradient.Of([.. slots.Select((s, i) => (body.Outputs[s].Value, seeds[i]))], [.. inputs.Select(i => body.Inputs[i])]);
        var function = new Function([.. body.Inputs, .. seeds], [.. inputs.Select((input, i) => new Output("grad." + body.Inputs[input].Name, gradients[i]))]);
        return _gradients[callee] = (new SharedFunction(callee.Name + "Gradient", function), slots, inputs);
    }
}
