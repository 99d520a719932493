using MamlEdge.Bundle;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>What k unrolled steps give: the adapted parameters and the support loss before each step and after the last.</summary>
internal sealed record Unrolled(IReadOnlyDictionary<string, Value> Adapted, IReadOnlyList<Value> SupportLosses);

/// <summary>What a step changes: parameters by name, and the velocity of each adapted one where there is momentum and a step was made.</summary>
internal sealed record InnerState(IReadOnlyDictionary<string, Value> Theta, IReadOnlyDictionary<string, Value> Velocity);

/// <summary>
/// Unrolls the inner loop θ ← θ - α ∇L(θ) into the graph (Finn et al. 2017, equation 1). What does not depend on adapted parameters
/// is the same value in every step and so is computed once.
/// </summary>
internal sealed class InnerLoop(Function forward, IReadOnlyDictionary<string, ParameterLayout> layouts, InnerLoopSpec spec)
{
    /// <summary>y for x and moved parameters by name.</summary>
    public Value Predict(Value x, IReadOnlyDictionary<string, Value> parameters)
    {
        var rewriter = new Rewriter(x.Graph);
        rewriter.Replace(forward.Inputs[0], x);
        foreach (var input in forward.Inputs.Skip(1)) rewriter.Replace(input, parameters[input.Name]);
        return rewriter.Copy(forward.Outputs[0].Value);
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

    /// <summary>The k steps from <paramref name="theta"/> on the support set.</summary>
    /// <param name="theta">All parameters by name, moved; the adapted ones come back moved too.</param>
    /// <param name="adapted">Names of those that are adapted.</param>
    /// <param name="rates">Their learning rates.</param>
    /// <param name="x">Support examples.</param>
    /// <param name="target">Support labels or targets.</param>
    /// <param name="shared">Whether the steps are calls of one function instead of copies.</param>
    public Unrolled Unroll(IReadOnlyDictionary<string, Value> theta, IReadOnlyList<string> adapted, LearningRates rates, Value x, Value target, bool shared)
    {
        var rateOf = Enumerable.Range(0, spec.Steps).Select(step => adapted.ToDictionary(p => p, p => rates.At(p, layouts[p], step), StringComparer.Ordinal)).ToArray();
        var state = new InnerState(theta, new Dictionary<string, Value>());
        var function = shared ? new StepFunction(this, state, rateOf, x, target) : null;
        var losses = new List<Value>();
        for (var step = 0; step < spec.Steps; step++)
        {
            using var scope = x.Graph.Within($"step{step + 1}");
            (state, var loss) = function?.Call(state, rateOf[step]) ?? Step(state, rateOf[step], x, target);
            losses.Add(loss);
        }

        using (x.Graph.Within("adapted")) losses.Add(LossOf(Predict(x, state.Theta), target));
        return new(adapted.ToDictionary(p => p, p => state.Theta[p], StringComparer.Ordinal), losses);
    }

    /// <summary>Whether steps keep a velocity.</summary>
    public bool HasVelocity => spec.Momentum != 0;

    /// <summary>One step: the state after it, and the support loss before it.</summary>
    /// <param name="state">The state before it.</param>
    /// <param name="rates">Learning rate of each adapted parameter.</param>
    /// <param name="x">Support examples.</param>
    /// <param name="target">Support labels or targets.</param>
    public (InnerState State, Value Loss) Step(InnerState state, IReadOnlyDictionary<string, Value> rates, Value x, Value target)
    {
        var loss = LossOf(Predict(x, state.Theta), target);
        var gradients = Gradient.Of(loss, [.. rates.Keys.Select(p => state.Theta[p])]);
        var theta = new Dictionary<string, Value>(state.Theta, StringComparer.Ordinal);
        var velocity = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var ((name, rate), gradient) in rates.Zip(gradients))
        {
            using var update = x.Graph.Enter("update/" + name);
            var direction = spec.FirstOrder ? gradient.Stop() : gradient;
            if (HasVelocity) velocity[name] = direction = state.Velocity.TryGetValue(name, out var v) ? (spec.Momentum * v) + direction : direction;
            theta[name] -= rate * direction;
        }

        return (new(theta, velocity), loss);
    }
}
