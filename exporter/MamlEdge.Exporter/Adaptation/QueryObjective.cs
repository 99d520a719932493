using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>
/// What the outer loop descends, for one task: the query loss of the adapted parameters, or a weighted sum of the losses along the
/// steps, and what it takes instead of a gradient.
/// </summary>
/// <param name="loop">The inner loop.</param>
/// <param name="spec">The inner loop's description.</param>
/// <param name="adapted">Names of the parameters that the steps change.</param>
/// <param name="statistics">Names of the parameters that are statistics of batch normalisations.</param>
/// <param name="perStep">Names of the parameters with a value for each step.</param>
internal sealed class QueryObjective(InnerLoop loop, InnerLoopSpec spec, IReadOnlyList<string> adapted, IReadOnlyList<string> statistics, IReadOnlyList<string> perStep)
{
    /// <summary>The result that is differentiated.</summary>
    public const string Objective = "objective";

    /// <summary>Prefix of results that are used as they are in the place of a gradient, by the name of the input.</summary>
    public const string Direct = "direct.";

    /// <summary>The input with a weight for each of <see cref="OuterObjective.WeightedSteps"/>.</summary>
    public const string StepWeights = "step_weights";

    /// <summary>Parameters as the prediction on queries takes them: with the statistics of the support set, where it is that way.</summary>
    public Dictionary<string, Value> ForQueries(IReadOnlyDictionary<string, Value> theta, Value supportX)
    {
        var parameters = new Dictionary<string, Value>(theta, StringComparer.Ordinal);
        if (!spec.SupportStatistics) return parameters;
        foreach (var name in statistics) parameters[name] = loop.Layouts[name].Apply(Observed(name, supportX, theta));
        return parameters;
    }

    /// <summary>What a batch normalisation sees of examples where a statistic stands; in the order of elements of the model.</summary>
    public Value Observed(string statistic, Value x, IReadOnlyDictionary<string, Value> theta) => loop.Predict(x, theta, ForwardForms.Observed + statistic);

    /// <summary>The results: <c>query_loss</c> after the last step, on demand <c>query_output</c>, the objective, and direct ones.</summary>
    /// <param name="steps">The unrolled inner loop.</param>
    /// <param name="support">Support examples.</param>
    /// <param name="query">Query examples and their targets.</param>
    /// <param name="weights">Weights of the steps; null where only the last one counts.</param>
    /// <param name="queryOutput">Whether predictions are a result too.</param>
    public IReadOnlyList<Output> Of(Unrolled steps, Value support, (Value X, Value Target) query, Value? weights, bool queryOutput)
    {
        var graph = support.Graph;
        using var scope = graph.Within("query");
        var prediction = PredictAfter(spec.Steps);
        var loss = loop.LossOf(prediction, query.Target);
        var objective = loss;
        if (spec.Outer.WeightedSteps is { } counted)
        {
            objective = counted.Select((step, i) => weights!.Slice(0, i, i + 1).Reshape(Shape.Scalar) * loop.LossOf(PredictAfter(step), query.Target)).Aggregate((a, b) => a + b);
        }

        return [
            new("query_loss", loss),
            .. queryOutput ? new[] { new Output("query_output", prediction) } : [],
            new(Objective, objective),
            .. Directions(steps, loss),
            .. statistics.Select(s => new Output(Direct + AdaptationInputs.Theta + s, Away(s, 0, Seen(s)))),
            .. statistics.Intersect(perStep).Select(s => new Output(Direct + StepValues.Prefix + s, ShapingFluent.Join(0, [.. Enumerable.Range(1, spec.Steps).Select(step => AwayAfter(s, step))])))];

        Value PredictAfter(int step)
        {
            using var path = graph.Within(step == spec.Steps ? "query" : $"query{step}");
            return loop.Predict(query.X, ForQueries(steps.Path[step], support), ForwardForms.Query);
        }

        Value Away(string statistic, int step, Value seen) => loop.Layouts[statistic].Undo(steps.Path[step][statistic]) - seen;

        // The statistics of a step stand for the support set that the next step learns from, those of the last for queries.
        Value AwayAfter(string statistic, int step) => Away(statistic, step, Observed(statistic, step < spec.Steps ? support : query.X, steps.Path[step])).Unsqueeze(0);

        // A running statistic for all steps stands for the support set before them and for queries after them.
        Value Seen(string statistic) => spec.SupportStatistics || perStep.Contains(statistic) ? Observed(statistic, support, steps.Path[0])
            : (Observed(statistic, support, steps.Path[0]) + Observed(statistic, query.X, steps.Last)) / 2;
    }

    private IEnumerable<Output> Directions(Unrolled steps, Value queryLoss)
    {
        var directions = spec.Outer.Direction switch
        {
            OuterDirection.Displacement => adapted.Select(p => steps.Path[0][p] - steps.Last[p]),
            OuterDirection.Implicit => ImplicitDirection.Of(steps.SupportLosses[^1], queryLoss, [.. adapted.Select(p => steps.Last[p])], spec.Proximal, spec.Outer.ConjugateSteps),
            _ => [],
        };
        return directions.Zip(adapted, (d, p) => new Output(Direct + AdaptationInputs.Theta + p, loop.Layouts[p].Undo(d)));
    }
}
