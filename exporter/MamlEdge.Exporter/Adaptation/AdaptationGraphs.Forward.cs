using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>Forward passes and iterations of one task, for engines that differentiate them themselves.</summary>
public sealed partial class AdaptationGraphs
{
    /// <summary>
    /// <c>theta.*</c>, <c>task_x</c>, <c>task_y</c> -> <c>loss</c> [] and <c>output</c>: a forward pass alone, for engines that differentiate it
    /// themselves; then <c>observed.*</c>, what normalisations whose statistics are parameters see of the examples in the place of each. Parameters
    /// with a row for each class have all their rows.
    /// </summary>
    /// <param name="ofQueries">Whether the examples are queries, for which statistics are those given as parameters, also where they are the support set's.</param>
    public Function Loss(bool ofQueries = false)
    {
        var (inputs, x, target, loop) = NewTask();
        var output = loop.Predict(x, inputs.Parameters, ofQueries ? ForwardForms.Query : ForwardForms.Support);
        var observed = ofQueries && _spec.SupportStatistics ? [] : _statistics.Select(s => new Output(ForwardForms.Observed + s, loop.Predict(x, inputs.Parameters, ForwardForms.Observed + s)));
        return Composites.Expand(new([.. inputs.Parameters.Values, x, target], [new("loss", loop.LossOf(output, target)), new("output", output), .. observed]));
    }

    /// <summary>The same for all tasks at once: examples, adapted parameters, <c>loss</c> [T], <c>output</c> and what is observed have a leading task axis.</summary>
    /// <param name="tasks">Number of tasks T; must be known where the model has convolutions.</param>
    /// <param name="ofQueries">Whether the examples are queries; statistics of the support set then have the axis too.</param>
    /// <exception cref="ExporterException">An operator of the model has no batching rule, or needs to know the number of tasks.</exception>
    public Function BatchLoss(Dim tasks, bool ofQueries = false) =>
        Vectorize.Run(Loss(ofQueries), ["task_x", "task_y", .. (ofQueries ? Personal : Adapted).Select(p => AdaptationInputs.Theta + p)], tasks);

    /// <summary>
    /// <c>theta.*</c>, learned figures, <c>task_x</c>, <c>task_y</c> -> the adapted parameters after each of the k iterations of ridge regression,
    /// <c>step1.*</c> to <c>stepk.*</c>, and the support losses before them and after the last, <c>loss0</c> to <c>lossk</c>.
    /// </summary>
    public Function RidgeSteps()
    {
        var (inputs, x, target, loop) = NewTask();
        var (path, losses) = loop.Unroll(inputs.Parameters, Adapted, inputs.Rates, inputs.StepValues, x, target, shared: false);
        return Composites.Expand(new(inputs.All, [
            .. path.Index().Skip(1).SelectMany(step => Adapted.Select(p => new Output($"step{step.Index}.{p}", step.Item[p]))), .. losses.Index().Select(loss => new Output($"loss{loss.Index}", loss.Item))]));
    }

    /// <summary>The same for all tasks at once; the results have a leading task axis.</summary>
    /// <param name="tasks">Number of tasks T.</param>
    public Function BatchRidgeSteps(Dim tasks) => Vectorize.Run(RidgeSteps(), ["task_x", "task_y"], tasks);

    /// <summary>Inputs for the examples of one task, and predictions and losses in the order of elements of the model.</summary>
    private (AdaptationInputs Inputs, Value X, Value Target, InnerLoop Loop) NewTask()
    {
        var inputs = NewInputs(ratesAsInputs: _spec.Ridge is not null && _spec.LearnRates, learned: false);
        var (x, target) = inputs.Examples("task", "N");
        return (inputs, x, target, new InnerLoop(_moved with { Forms = Simplify.Unshifted(Composites.Expand(ForwardForms.Of(_forward, _spec.SupportStatistics))) }, _spec));
    }
}
