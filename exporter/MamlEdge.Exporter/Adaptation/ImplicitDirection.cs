using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>
/// Solves (I + H / λ) d = g by conjugate gradients, H the Hessian of the support loss at φ, which only appears in products with
/// vectors: the meta-gradient of iMAML (Rajeswaran et al. 2019, algorithm 2).
/// </summary>
internal static class ImplicitDirection
{
    /// <summary>d for each adapted parameter, in the order of <paramref name="phi"/>.</summary>
    /// <param name="supportLoss">The support loss at φ.</param>
    /// <param name="queryLoss">The query loss at φ.</param>
    /// <param name="phi">The adapted parameters.</param>
    /// <param name="proximal">λ.</param>
    /// <param name="iterations">Products with H.</param>
    public static IReadOnlyList<Value> Of(Value supportLoss, Value queryLoss, IReadOnlyList<Value> phi, double proximal, int iterations)
    {
        var slope = Gradient.Of(supportLoss, phi);
        Value[] residual = [.. Gradient.Of(queryLoss, phi).Select(g => g.Stop())];
        Value[] solution = [.. residual.Select(r => r.Zeros())];
        Value[] direction = residual;
        var length = Vectors.Dot(residual, residual);
        for (var i = 0; i < iterations; i++)
        {
            using var scope = queryLoss.Graph.Within($"solve{i + 1}");
            Value[] product = [.. Gradient.Of(Vectors.Dot(slope, direction), phi).Zip(direction, (h, d) => d + (h / proximal)).Select(v => v.Stop())];
            // Where g is 0, or the solution exact, so is every further change.
            var step = Quotient(length, Vectors.Dot(direction, product));
            solution = Vectors.Along(solution, step, direction);
            residual = Vectors.Minus(residual, step, product);
            var next = Vectors.Dot(residual, residual);
            var turn = Quotient(next, length);
            direction = Vectors.Along(residual, turn, direction);
            length = next;
        }

        return solution;
    }

    /// <summary>a / b, and 0 where b is not positive.</summary>
    private static Value Quotient(Value a, Value b)
    {
        var positive = b.GreaterThan(b.Number(0));
        return positive.Choose(a / positive.Choose(b, b.Number(1)), b.Number(0));
    }
}
