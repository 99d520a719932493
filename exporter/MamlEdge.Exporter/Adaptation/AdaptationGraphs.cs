using MamlEdge.Bundle;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>
/// The programs of a meta-model, as functions of named inputs: adaptation on a support set, and the meta-gradient of the query loss
/// through it. Built from a forward function whose inputs are x and the parameters.
/// </summary>
public sealed partial class AdaptationGraphs
{
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
        var forms = ForwardForms.Of(_forward, _spec.SupportStatistics);
        if (!Frozen.Of(forms, Adapted).Any(v => v.Op == Convolution.Conv)) return null;
        var frozen = MovedForward.Of(forms, Adapted);
        var work = Frozen.Convolutions(frozen.Forms, Adapted);
        return work > 0 && Adaptation(frozen, learned: true) is var adaptation && Frozen.RepaysOptimisation(work, adaptation) ? adaptation : null;
    }

    /// <summary>
    /// One step from a state: <c>theta.*</c>, rates, <c>support_x</c>, <c>support_y</c> -> <c>adapted.*</c>, <c>support_loss</c> [2]. Null where k runs of it would not be the k steps, because something is carried from step to
    /// step or differs between them.
    /// </summary>
    public Function? SingleStep()
    {
        if (!_spec.IsMemoryless || !Adapted.All(NewInputs(ratesAsInputs: true, learned: false).Rates.IsFixed)) return null;
        return new AdaptationGraphs(_forward, _spec with { Steps = 1, Outer = new() }).Adaptation(learned: false);
    }

    private Function Adaptation(MovedForward forward, bool learned) => Explained(Adapted, () =>
    {
        var inputs = NewInputs(ratesAsInputs: true, learned);
        var (x, target) = inputs.Examples("support", "S");
        var loop = new InnerLoop(forward, _spec);
        var unrolled = loop.Unroll(Start(loop, inputs, target), Adapted, inputs.Rates, inputs.StepValues, x, target, _stepFunction, onlyLast: true);
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

    private QueryObjective Objective(InnerLoop loop) => new(loop, _spec, Adapted, _statistics, _perStep);

    private static Value Joined(IReadOnlyList<Value> losses) => ShapingFluent.Join(0, [.. losses.Select(l => l.Rank == 0 ? l.Reshape(Shape.Of(1)) : l)]);
}
