using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>
/// A forward function in the forms in which an adaptation uses it: <see cref="Support"/> in the inner steps, <see cref="Query"/> after
/// them, and what its batch normalisations see of the data. Where the statistics of a batch normalisation are parameters, they are taken
/// from the support set (Bronskill et al. 2020, section 3: MetaBN) or are running ones.
/// </summary>
internal sealed class ForwardForms
{
    /// <summary>Result: y of support examples.</summary>
    public const string Support = "support";

    /// <summary>Result: y of query examples, with the statistics that are given as parameters.</summary>
    public const string Query = "query";

    /// <summary>Prefix of results: the mean or variance of the examples at hand where a statistic stands, by the name of its parameter.</summary>
    public const string Observed = "observed.";

    private readonly Rewriter _support, _query;
    private readonly List<Output> _observed = [];

    private ForwardForms(Function forward, bool fromSupport)
    {
        var graph = new Graph();
        _query = new Rewriter(graph, fromSupport ? null : Observe);
        _support = fromSupport ? new Rewriter(graph, WithOwnStatistics) : _query;
        foreach (var input in forward.Inputs)
        {
            var copy = graph.NewInput(input.Name, input.Type, input.Shape);
            _support.Replace(input, copy);
            if (fromSupport) _query.Replace(input, copy);
        }
    }

    /// <summary>Names of the parameters that are statistics: mean and variance of batch normalisations, and nothing else.</summary>
    public static IReadOnlyList<string> StatisticsOf(Function forward)
    {
        var uses = forward.Reachable().SelectMany(v => v.Inputs.Select((input, slot) => (Input: input, User: v, Slot: slot))).ToLookup(u => u.Input);
        return [.. forward.Inputs.Skip(1).Where(i => uses[i].Any() && uses[i].All(u => u.User.Op == Normalization.BatchNormalization && u.Slot > 2)).Select(i => i.Name)];
    }

    /// <summary>The function of x and the parameters with the results named above; without statistics the two forms are one.</summary>
    /// <param name="forward">Inputs x, then the parameters; one result y.</param>
    /// <param name="fromSupport">Whether support examples are normalised by their own statistics instead of the given ones.</param>
    public static Function Of(Function forward, bool fromSupport)
    {
        var y = forward.Outputs[0].Value;
        if (StatisticsOf(forward).Count == 0) return forward with { Outputs = [new(Support, y), new(Query, y)] };
        var forms = new ForwardForms(forward, fromSupport);
        Output[] results = [new(Support, forms._support.Copy(y)), new(Query, forms._query.Copy(y))];
        return new([.. forward.Inputs.Select(forms._query.Copy)], [.. results, .. forms._observed]);
    }

    private Value? WithOwnStatistics(Value value, IReadOnlyList<Value> inputs, Attributes attributes)
    {
        Observe(value, inputs, attributes);
        return HasStatistics(value) ? Normalization.BatchStatistics(inputs[0], inputs[1], inputs[2], attributes.Float("epsilon", 1e-5)) : null;
    }

    private Value? Observe(Value value, IReadOnlyList<Value> inputs, Attributes attributes)
    {
        if (!HasStatistics(value)) return null;
        using var scope = inputs[0].Graph.Within(value.Name);
        var x = inputs[0];
        long[] axes = [0, .. Reductions.From(2, x.Rank)];
        var centred = x - x.Mean(axes, true);
        _observed.Add(new(Observed + value.Inputs[3].Name, x.Mean(axes)));
        _observed.Add(new(Observed + value.Inputs[4].Name, (centred * centred).Mean(axes)));
        return null;
    }

    private static bool HasStatistics(Value value) =>
        value.Op == Normalization.BatchNormalization && value.Inputs[3].Op == Leaves.Input && value.Inputs[4].Op == Leaves.Input;
}
