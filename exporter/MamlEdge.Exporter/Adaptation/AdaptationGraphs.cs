using MamlEdge.Bundle;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>
/// The programs of a meta-model, as functions of named inputs: adaptation on a support set, and the meta-gradient of the query loss
/// through it. Built from a forward function whose inputs are x and the parameters.
/// </summary>
public sealed class AdaptationGraphs
{
    /// <summary>The inputs that differ between tasks.</summary>
    private static readonly string[] Examples = ["support_x", "support_y", "query_x", "query_y"];

    private readonly Function _forward;
    private readonly MovedForward _moved;
    private readonly InnerLoopSpec _spec;
    private readonly bool _stepFunction;
    private readonly IReadOnlyList<string> _parameters;
    private readonly IReadOnlyList<string> _statistics;
    private readonly IReadOnlyList<string> _perStep;

    /// <summary>Programs for a forward function and an inner loop.</summary>
    /// <param name="forward">Inputs x, then the parameters; one result y.</param>
    /// <param name="spec">The inner loop.</param>
    /// <param name="stepFunction">Whether the steps of a program are calls of one function, so that its size hardly grows with k.</param>
    /// <exception cref="ExporterException">No parameter matches what is to be adapted, or a figure is out of range.</exception>
    public AdaptationGraphs(Function forward, InnerLoopSpec spec, bool stepFunction = false)
    {
        (_forward, _spec, _stepFunction) = (forward, spec, stepFunction);
        _statistics = ForwardForms.StatisticsOf(forward);
        _parameters = [.. forward.Inputs.Skip(1).Select(i => i.Name)];
        _perStep = AdaptationInputs.PerStepOf(forward, spec);
        Adapted = AdaptedNames.Of([.. _parameters.Except(_statistics).Except(_perStep)], spec.Adapt);
        Personal = [.. _parameters.Where(p => Adapted.Contains(p) || _perStep.Contains(p) || (spec.SupportStatistics && _statistics.Contains(p)))];
        InnerLoopRules.Check(spec, Adapted, [.. _parameters.Except(_statistics)]);
        _moved = MovedForward.Of(ForwardForms.Of(forward, spec.SupportStatistics));
    }

    /// <summary>Names of the parameters that the steps change, in the order of the model.</summary>
    public IReadOnlyList<string> Adapted { get; }

    /// <summary>
    /// Names of the parameters that an adaptation gives: those that the steps change, those with a value for each step, of which it is the last, and
    /// statistics of the support set where it takes those.
    /// </summary>
    public IReadOnlyList<string> Personal { get; }

    /// <summary>
    /// <c>theta.*</c>, <c>step.*</c>, rates that are not one fixed number, <c>support_x</c>, <c>support_y</c> -> <c>adapted.*</c>, <c>support_loss</c> [k+1].
    /// </summary>
    /// <param name="learned">
    /// Whether it starts from what is learned; otherwise from a state, where parameters with a row for each class have their rows, and those with a
    /// value for each step keep the one that they have.
    /// </param>
    public Function Adaptation(bool learned = true) => Adaptation(_moved, learned);

    /// <summary>
    /// The same for a file whose parameters are constants, to be loaded with ONNX Runtime's optimisation: what no gradient flows through is left as the model
    /// has it, so that its convolutions run in blocked layout. Null where there are none, or where they do not repay that optimisation.
    /// </summary>
    public Function? AdaptationToOptimize()
    {
        var frozen = MovedForward.Of(ForwardForms.Of(_forward, _spec.SupportStatistics), Adapted);
        var work = Frozen.Convolutions(frozen.Forms, Adapted);
        return work > 0 && Adaptation(frozen, learned: true) is var adaptation && Frozen.RepaysOptimisation(work, adaptation) ? adaptation : null;
    }

    private Function Adaptation(MovedForward forward, bool learned) => Explained(Adapted, () =>
    {
        var inputs = NewInputs(ratesAsInputs: true, learned);
        var (x, target) = inputs.Examples("support", "S");
        var loop = new InnerLoop(forward, _spec);
        var unrolled = loop.Unroll(Start(loop, inputs, target), Adapted, inputs.Rates, inputs.StepValues, x, target, _stepFunction);
        using var scope = x.Graph.Within("adapted");
        var personal = Objective(loop).ForQueries(unrolled.Last, x);
        return Simplify.Run(new(inputs.All, [
            .. Personal.Select(p => new Output("adapted." + p, loop.Layouts[p].Undo(personal[p]))), new("support_loss", Joined(unrolled.SupportLosses))]));
    });

    /// <summary>
    /// <c>theta.*</c>, <c>support_x</c>, <c>support_y</c> -> <c>support_loss</c> [] before any step and its gradients <c>grad.*</c> for
    /// the adapted parameters: what a check differentiates numerically.
    /// </summary>
    public Function SupportGradient()
    {
        var inputs = NewInputs(ratesAsInputs: false);
        var (x, target) = inputs.Examples("support", "S");
        var loop = new InnerLoop(_moved, _spec);
        var loss = loop.SupportLoss(Start(loop, inputs, target), x, target);
        var gradients = Gradient.Of(loss, [.. Adapted.Select(p => inputs.Parameters[p])]);
        return Simplify.Algebra(new(inputs.All, [new("support_loss", loss), .. Adapted.Select((p, i) => new Output("grad." + p, gradients[i]))]));
    }

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
        Explained(_parameters, () => Simplify.Run(WithGradients(QueryLoss(queryOutput, support, query, ways, _stepFunction))));

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
        return (inputs, x, target, new InnerLoop(_moved with { Forms = Composites.Expand(ForwardForms.Of(_forward, _spec.SupportStatistics)) }, _spec));
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

    /// <summary>Builds a program; what no gradient can pass is refused in terms of the model, not of what was made of it.</summary>
    private Function Explained(IReadOnlyList<string> by, Func<Function> build)
    {
        try
        {
            return build();
        }
        catch (ExporterException)
        {
            Gradient.Require([_forward.Outputs[0].Value], [.. _forward.Inputs.Where(i => by.Contains(i.Name))]);
            throw;
        }
    }

    private AdaptationInputs NewInputs(bool ratesAsInputs, bool learned = true) => new(_forward, _spec, Adapted, ratesAsInputs, learned);

    /// <summary>The parameters before the first step, moved; those with a row for each class from the one row that is learned, where it is given.</summary>
    private Dictionary<string, Value> Start(InnerLoop loop, AdaptationInputs inputs, Value target, long? ways = null)
    {
        var rows = _forward.Inputs.Skip(1).Where(ClassRows.Has).Any(i => inputs.Parameters[i.Name].Shape[0] == 1);
        var theta = rows ? ClassRows.Repeat(inputs.Parameters, _forward, target, ways) : inputs.Parameters;
        using var scope = target.Graph.Within("start");
        return theta.ToDictionary(p => p.Key, p => loop.Layouts[p.Key].Apply(p.Value), StringComparer.Ordinal);
    }

    private static bool IsTheta(Value input) => input.Name.StartsWith(AdaptationInputs.Theta, StringComparison.Ordinal);

    private QueryObjective Objective(InnerLoop loop) => new(loop, _spec, Adapted, _statistics, _perStep);

    private static Value Joined(IReadOnlyList<Value> losses) => ShapingFluent.Join(0, [.. losses.Select(l => l.Reshape(Shape.Of(1)))]);
}
