using MamlEdge.Bundle;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>What k unrolled steps give: the adapted parameters and the support loss before each step and after the last.</summary>
internal sealed record Unrolled(IReadOnlyDictionary<string, Value> Adapted, IReadOnlyList<Value> SupportLosses);

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
    public Unrolled Unroll(IReadOnlyDictionary<string, Value> theta, IReadOnlyList<string> adapted, LearningRates rates, Value x, Value target)
    {
        var graph = x.Graph;
        var current = new Dictionary<string, Value>(theta, StringComparer.Ordinal);
        var velocity = new Dictionary<string, Value>(StringComparer.Ordinal);
        var losses = new List<Value>();
        for (var step = 0; step < spec.Steps; step++)
        {
            using var scope = graph.Within($"step{step + 1}");
            var loss = LossOf(Predict(x, current), target);
            losses.Add(loss);
            var gradients = Gradient.Of(loss, [.. adapted.Select(p => current[p])]);
            for (var i = 0; i < adapted.Count; i++)
            {
                var name = adapted[i];
                using var update = graph.Within($"step{step + 1}/update/{name}");
                var direction = spec.FirstOrder ? gradients[i].Stop() : gradients[i];
                if (spec.Momentum != 0)
                {
                    direction = velocity.TryGetValue(name, out var v) ? (spec.Momentum * v) + direction : direction;
                    velocity[name] = direction;
                }

                current[name] = current[name] - (rates.At(name, layouts[name], step) * direction);
            }
        }

        using (graph.Within("adapted")) losses.Add(LossOf(Predict(x, current), target));
        return new(adapted.ToDictionary(p => p, p => current[p], StringComparer.Ordinal), losses);
    }
}
