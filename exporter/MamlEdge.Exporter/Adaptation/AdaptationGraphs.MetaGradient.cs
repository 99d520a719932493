using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>The query loss after adaptation, and its gradients.</summary>
public sealed partial class AdaptationGraphs
{
    /// <summary>The inputs that differ between tasks.</summary>
    private static readonly string[] Examples = ["support_x", "support_y", "query_x", "query_y"];

    /// <summary>
    /// <c>theta.*</c>, <c>step.*</c>, <c>support_x</c>, <c>support_y</c>, <c>query_x</c>, <c>query_y</c> and the rates -> <c>query_loss</c>,
    /// <c>meta.*</c> = d query_loss / d θ through the k steps, <c>metastep.*</c> and, where rates are learned, <c>metalr.*</c>; on demand
    /// <c>query_output</c>, the predictions on the query set after adaptation.
    /// </summary>
    /// <param name="queryOutput">Whether <c>query_output</c> is a result.</param>
    /// <param name="support">Number of support examples where it is always the same, which saves shape arithmetic.</param>
    /// <param name="query">Number of query examples where it is always the same.</param>
    /// <param name="ways">Number of classes where the model takes any and it is always the same.</param>
    public Function MetaGradient(bool queryOutput = false, long? support = null, long? query = null, long? ways = null) =>
        Explained(_parameters, () => Simplify.Run(WithGradients(Simplify.LowRank(QueryLoss(queryOutput, support, query, ways, _stepFunction)))));

    /// <summary>
    /// The same for a whole meta-batch: examples and targets have a leading task axis, and so have <c>query_loss</c> [T] and
    /// <c>query_output</c>; <c>theta.*</c> and rates are single, and <c>meta.*</c> and <c>metalr.*</c> are the sums over the tasks.
    /// </summary>
    /// <param name="tasks">Number of tasks T: <see cref="Vectorize.Tasks"/>, or known where an operator needs that.</param>
    /// <param name="queryOutput">Whether <c>query_output</c> is a result.</param>
    /// <param name="support">Number of support examples of a task where it is always the same.</param>
    /// <param name="query">Number of query examples of a task where it is always the same.</param>
    /// <param name="ways">Number of classes, for a model that takes any.</param>
    public Function BatchMetaGradient(Dim tasks, bool queryOutput = false, long? support = null, long? query = null, long? ways = null)
    {
        var loss = Vectorize.Run(QueryLoss(queryOutput, support, query, ways, stepFunction: false), Examples, tasks);
        // Differentiated after it is vectorized: what the tasks share has one gradient, the sum over all their rows, from the start.
        return Simplify.Run(WithGradients(Simplify.Algebra(loss)));
    }

    /// <summary>What the outer loop may learn, as inputs of the meta-gradient: <c>theta.*</c>, <c>step.*</c>, then the rates where they are inputs.</summary>
    public IReadOnlyList<Value> Learned()
    {
        var inputs = NewInputs(ratesAsInputs: _spec.LearnRates);
        return [.. inputs.Parameters.Values, .. inputs.StepValues.Inputs, .. inputs.LearnedRates];
    }

    /// <summary>Parameters, rates and the examples of one task -> the query loss after adaptation and, on demand, <c>query_output</c>.</summary>
    private Function QueryLoss(bool queryOutput, long? support, long? query, long? ways, bool stepFunction)
    {
        var inputs = NewInputs(ratesAsInputs: _spec.LearnRates);
        var (supportX, supportY) = inputs.Examples("support", "S", support);
        var (queryX, queryY) = inputs.Examples("query", "Q", query);
        var loop = new InnerLoop(_moved, _spec);
        var unrolled = loop.Unroll(Start(loop, inputs, supportY, ways), Adapted, inputs.Rates, inputs.StepValues, supportX, supportY, stepFunction);
        var weights = _spec.Outer.WeightedSteps is { } counted ? supportX.Graph.NewInput(QueryObjective.StepWeights, supportX.Type, Shape.Of(counted.Count)) : null;
        var results = Objective(loop).Of(unrolled, supportX, (queryX, queryY), weights, queryOutput);
        return new(weights is null ? inputs.All : [.. inputs.All, weights], results);
    }

    /// <summary>
    /// The function with <c>meta.*</c>, <c>metastep.*</c> and, where rates are learned, <c>metalr.*</c> after the loss: the gradients of the objective's sum
    /// over the tasks, or the sums of what takes their place.
    /// </summary>
    private Function WithGradients(Function function)
    {
        using var scope = function.Graph.Within("query");
        Value[] learned = [.. function.Inputs.Where(i => IsTheta(i) || StepValues.Has(i.Name) || (_spec.LearnRates && !Examples.Contains(i.Name) && i.Name != QueryObjective.StepWeights))];
        Value[] differentiated = [.. learned.Where(i => DirectOf(i) is null)];
        var gradients = differentiated.Zip(Gradient.Of(function.Result(QueryObjective.Objective).Sum(), differentiated)).ToDictionary(g => g.First, g => g.Second);
        var named = learned.Select(i => new Output("meta" + (IsTheta(i) ? i.Name[(AdaptationInputs.Theta.Length - 1)..] : i.Name), DirectOf(i) is { } direct ? OverTasks(direct, i) : gradients[i]));
        return function with { Outputs = [function.Outputs[0], .. named, .. function.Outputs.Where(o => o.Name == "query_output")] };

        Value? DirectOf(Value input) => function.Outputs.FirstOrDefault(o => o.Name == QueryObjective.Direct + input.Name).Value;

        static Value OverTasks(Value direct, Value input) => direct.Rank == input.Rank ? direct : direct.Sum([0]);
    }

    private static bool IsTheta(Value input) => input.Name.StartsWith(AdaptationInputs.Theta, StringComparison.Ordinal);
}
