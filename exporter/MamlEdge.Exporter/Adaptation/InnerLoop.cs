using MamlEdge.Bundle;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>
/// What k unrolled steps give: all parameters before each step and after the last, and the support losses there. Where several steps are one call, there are
/// no parameters between them, and their losses are one vector.
/// </summary>
internal sealed record Unrolled(IReadOnlyList<IReadOnlyDictionary<string, Value>> Path, IReadOnlyList<Value> SupportLosses)
{
    /// <summary>All parameters after the last step.</summary>
    public IReadOnlyDictionary<string, Value> Last => Path[^1];
}

/// <summary>What a step changes: parameters by name and, once a step was made, their moments as <c>moment.parameter</c>.</summary>
internal sealed record InnerState(IReadOnlyDictionary<string, Value> Theta, IReadOnlyDictionary<string, Value> Moments);

/// <summary>
/// What is different in each step: the learning rate of each adapted parameter, the numbers of the update rule, and what parameters are after the
/// step that it does not change but that have a value of their own for each.
/// </summary>
internal sealed record StepInputs(IReadOnlyDictionary<string, Value> Rates, IReadOnlyList<Value> Numbers, IReadOnlyDictionary<string, Value> Values);

/// <summary>
/// Unrolls the inner loop θ ← θ - α ∇L(θ) into the graph (Finn et al. 2017, equation 1). What does not depend on adapted parameters
/// is the same value in every step and so is computed once.
/// </summary>
/// <param name="forward">The forward function in its forms, on moved parameters.</param>
/// <param name="spec">The inner loop.</param>
internal sealed class InnerLoop(MovedForward forward, InnerLoopSpec spec)
{
    /// <summary>How each parameter is moved.</summary>
    public IReadOnlyDictionary<string, ParameterLayout> Layouts => forward.Layouts;

    /// <summary>The rule of a step.</summary>
    public InnerUpdate Update { get; } = InnerUpdate.Of(spec);

    /// <summary>Whether steps are drawn back to where the loop started.</summary>
    public bool IsProximal => spec.Proximal != 0;

    /// <summary>A result of <see cref="ForwardForms"/> for x and moved parameters by name.</summary>
    public Value Predict(Value x, IReadOnlyDictionary<string, Value> parameters, string form = ForwardForms.Support)
    {
        var rewriter = new Rewriter(x.Graph);
        rewriter.Replace(forward.Forms.Inputs[0], x);
        foreach (var input in forward.Forms.Inputs.Skip(1)) rewriter.Replace(input, parameters[input.Name]);
        return rewriter.Copy(forward.Forms.Result(form));
    }

    /// <summary>Loss of a prediction.</summary>
    public Value LossOf(Value y, Value target)
    {
        using var scope = y.Graph.Enter("loss");
        return spec.Loss switch
        {
            LossKind.CrossEntropy => Losses.CrossEntropy(y, target),
            LossKind.Mse => Losses.MeanSquaredError(y, target),
            _ => Losses.BinaryCrossEntropy(y, target),
        };
    }

    /// <summary>The loss on the support set.</summary>
    public Value SupportLoss(IReadOnlyDictionary<string, Value> theta, Value x, Value target) => LossOf(Predict(x, theta), target);

    /// <summary>The k steps from <paramref name="theta"/> on the support set.</summary>
    /// <param name="theta">All parameters by name, moved; the adapted ones come back moved too.</param>
    /// <param name="adapted">Names of those that are adapted.</param>
    /// <param name="rates">Their learning rates.</param>
    /// <param name="values">Parameters with a value for each step.</param>
    /// <param name="x">Support examples.</param>
    /// <param name="target">Support labels or targets.</param>
    /// <param name="shared">Whether the steps are calls of one function instead of copies.</param>
    /// <param name="onlyLast">Whether only the parameters after the last step are asked for, so that steps that are the same may be one call.</param>
    public Unrolled Unroll(IReadOnlyDictionary<string, Value> theta, IReadOnlyList<string> adapted, LearningRates rates, StepValues values, Value x, Value target, bool shared, bool onlyLast = false)
    {
        if (spec.Ridge is not null) return new RidgeSolver(this, spec).Unroll(theta, adapted, rates.Figures, x, target);
        StepInputs[] steps = [.. Enumerable.Range(0, spec.Steps).Select(step => new StepInputs(
            adapted.ToDictionary(p => p, p => rates.At(p, Layouts[p], step), StringComparer.Ordinal),
            [.. Update.Numbers(step).Select(n => x.Graph.NewScalar(theta[adapted[0]].Type, n))],
            values.After(step, Layouts)))];
        if (shared && spec.Minibatch is not null) throw new ExporterException("Steps that learn from different examples cannot be one function. Leave out the minibatch or the step function.");
        var state = new InnerState(theta, new Dictionary<string, Value>());
        var function = shared ? new StepFunction(this, state, steps, x, target) : null;
        var (path, losses) = (new List<IReadOnlyDictionary<string, Value>> { theta }, new List<Value>());
        if (onlyLast && function is { IsSame: true })
        {
            using var scope = x.Graph.Within("steps");
            (state, var before) = function.Call(state, steps[0], spec.Steps);
            losses.AddRange(before);
            path.Add(state.Theta);
        }
        else
        {
            for (var step = 0; step < spec.Steps; step++)
            {
                using var scope = x.Graph.Within($"step{step + 1}");
                (state, var loss) = function?.Call(state, steps[step]) ?? Step(state, theta, steps[step], RowsOf(x, step), RowsOf(target, step));
                losses.Add(loss);
                path.Add(state.Theta);
            }
        }

        using (x.Graph.Within("adapted")) losses.Add(SupportLoss(state.Theta, x, target));
        return new(path, losses);
    }

    /// <summary>The examples of a step: all, or its minibatch.</summary>
    /// <exception cref="ExporterException">The number of examples is not known, or less than that of a minibatch.</exception>
    private Value RowsOf(Value set, int step)
    {
        if (spec.Minibatch is not { } size) return set;
        if (!set.Shape[0].IsKnown || set.Shape[0].Known < size)
            throw new ExporterException($"Minibatches of {size} need as many support examples or more, and a known number of them, got {set.Shape[0]}. Take more shots or a smaller minibatch.");
        var count = set.Shape[0].Known;
        var (start, end) = ((long)step * size % count, (((long)step * size) % count) + size);
        return end <= count ? set.Slice(0, start, end) : ShapingFluent.Join(0, set.Slice(0, start, count), set.Slice(0, 0, end - count));
    }

    /// <summary>One step: the state after it, and the support loss before it.</summary>
    /// <param name="state">The state before it.</param>
    /// <param name="start">The parameters before the first step.</param>
    /// <param name="step">What is different in this step.</param>
    /// <param name="x">Support examples.</param>
    /// <param name="target">Support labels or targets.</param>
    public (InnerState State, Value Loss) Step(InnerState state, IReadOnlyDictionary<string, Value> start, StepInputs step, Value x, Value target)
    {
        var loss = SupportLoss(state.Theta, x, target);
        var gradients = Gradient.Of(loss, [.. step.Rates.Keys.Select(p => state.Theta[p])]);
        var theta = new Dictionary<string, Value>(state.Theta, StringComparer.Ordinal);
        var moments = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var ((name, rate), gradient) in step.Rates.Zip(gradients))
        {
            using var update = x.Graph.Enter("update/" + name);
            var direction = spec.FirstOrder ? gradient.Stop() : gradient;
            if (IsProximal) direction += spec.Proximal * (theta[name] - start[name]);
            Value[] before = [.. Update.Moments.Select(m => state.Moments.GetValueOrDefault($"{m}.{name}")).OfType<Value>()];
            var (change, after) = Update.Apply(direction, rate, before, step.Numbers);
            foreach (var (moment, value) in Update.Moments.Zip(after)) moments[$"{moment}.{name}"] = value;
            theta[name] -= change;
        }

        foreach (var (name, value) in step.Values) theta[name] = value;
        return (new(theta, moments), loss);
    }
}
