using MamlEdge.Bundle;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>Unrolls conjugate gradients for <see cref="RidgeHead"/> into the graph; products with the system's matrix are gradients.</summary>
/// <param name="loop">Predictions and losses.</param>
/// <param name="spec">The inner loop.</param>
internal sealed class RidgeSolver(InnerLoop loop, InnerLoopSpec spec)
{
    /// <summary>
    /// Where the squared residual has fallen by this factor the rest is rounding, and steps fade to nothing: smoothly, so that the gradient through
    /// them stays that of the solution.
    /// </summary>
    private const double Solved = 1e-9;

    /// <summary>Keeps quotients finite where there is nothing to solve.</summary>
    private const double Tiny = 1e-30;

    /// <summary>The k iterations from <paramref name="theta"/> on the support set.</summary>
    /// <param name="theta">All parameters by name, moved.</param>
    /// <param name="adapted">Names of those that are solved for.</param>
    /// <param name="figures">Logarithms of penalty and scale, by their names.</param>
    /// <param name="x">Support examples.</param>
    /// <param name="target">Support labels or targets.</param>
    /// <exception cref="ExporterException">The model is not linear in the adapted parameters.</exception>
    public Unrolled Unroll(IReadOnlyDictionary<string, Value> theta, IReadOnlyList<string> adapted, IReadOnlyDictionary<string, Value> figures, Value x, Value target)
    {
        var penalty = figures[RidgeHead.PenaltyName].Exp();
        var start = loop.Predict(x, theta);
        var wanted = figures[RidgeHead.ScaleName].Exp() * (spec.Loss == LossKind.CrossEntropy ? Losses.OneHot(start, target) : target);
        var origin = PredictAt([.. adapted.Select(p => theta[p].Zeros())]);
        Value[] weights = [.. adapted.Select(p => theta[p])];
        var slope = Gradient.Of(HalfSquare(start - wanted), weights);
        RequireLinear(start, weights, adapted);

        var (path, losses) = (new List<IReadOnlyDictionary<string, Value>> { theta }, new List<Value> { loop.LossOf(start, target) });
        Value[] residual = [.. slope.Select(g => -g)];
        var negligible = (Vectors.Dot(residual, residual) * Solved) + Tiny;
        var searched = new List<(Value[] Direction, Value[] Product, Value Length)>();
        for (var step = 0; step < spec.Steps; step++)
        {
            using var scope = x.Graph.Within($"step{step + 1}");
            // Conjugate to every direction before, not to the last alone: in single precision that one would soon not imply the others.
            var direction = searched.Aggregate(residual, (d, s) => Vectors.Minus(d, Vectors.Dot(residual, s.Product) / s.Length, s.Direction));
            var product = Product(direction);
            var length = Vectors.Dot(direction, product) + (penalty * negligible);
            searched.Add((direction, product, length));
            var along = Vectors.Dot(residual, direction) / length;
            weights = Vectors.Along(weights, along, direction);
            residual = Vectors.Minus(residual, along, product);
            var now = new Dictionary<string, Value>(theta, StringComparer.Ordinal);
            foreach (var (name, value) in adapted.Zip(weights)) now[name] = value;
            path.Add(now);
            losses.Add(loop.SupportLoss(now, x, target));
        }

        return new(path, losses);

        // Taken from 0 and not from the start: beside its prediction that of a short direction would lose its digits.
        Value[] Product(Value[] along)
        {
            var gradients = Gradient.Of(HalfSquare(PredictAt(along) - origin), along);
            return [.. gradients.Zip(along, (g, d) => g + (penalty * d))];
        }

        Value PredictAt(IReadOnlyList<Value> values)
        {
            var moved = new Dictionary<string, Value>(theta, StringComparer.Ordinal);
            foreach (var (name, value) in adapted.Zip(values)) moved[name] = value;
            return loop.Predict(x, moved);
        }
    }

    /// <summary>A gradient that does not depend on what it was taken for is that of something linear.</summary>
    private static void RequireLinear(Value y, Value[] weights, IReadOnlyList<string> names)
    {
        var needed = Function.Reachable(Gradient.Of(y.Sum(), weights));
        for (var i = 0; i < weights.Length; i++)
        {
            if (needed.Contains(weights[i]))
                throw new ExporterException($"The model is not linear in '{names[i]}', so ridge regression cannot solve for it. Adapt the last layer alone.");
        }
    }

    private static Value HalfSquare(Value v) => 0.5 * (v * v).Sum();
}
