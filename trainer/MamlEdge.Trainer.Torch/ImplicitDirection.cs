using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace MamlEdge.Trainer.Torch;

/// <summary>
/// Solves (I + H / λ) d = g of every task of a pass by conjugate gradients, H the Hessian of its support loss at φ, which only appears in
/// products with vectors: the meta-gradient of iMAML (Rajeswaran et al. 2019, algorithm 2).
/// </summary>
internal static class ImplicitDirection
{
    /// <summary>d for each adapted parameter, in the order and shapes of <paramref name="phi"/>.</summary>
    /// <param name="supportLoss">The support losses at φ, [] or [T].</param>
    /// <param name="queryLoss">The query losses at φ, [] or [T]; their graph is kept.</param>
    /// <param name="phi">The adapted parameters, of every task on a leading axis where there are T; the losses depend on each.</param>
    /// <param name="proximal">λ.</param>
    /// <param name="iterations">Products with H.</param>
    public static Tensor[] Of(Tensor supportLoss, Tensor queryLoss, Tensor[] phi, double proximal, int iterations)
    {
        var tasks = supportLoss.numel();
        var slope = Gradient(supportLoss, create: true);
        var residual = Gradient(queryLoss);
        using var noGradient = no_grad();
        Tensor[] solution = [.. residual.Select(r => zeros_like(r))];
        var direction = residual;
        var length = Dot(residual, residual);
        for (var i = 0; i < iterations; i++)
        {
            var product = Product(direction);
            // Where g is 0, or the solution exact, so is every further change.
            var step = Quotient(length, Dot(direction, product));
            solution = Along(solution, step, direction);
            residual = Along(residual, step.neg(), product);
            var next = Dot(residual, residual);
            direction = Along(residual, Quotient(next, length), direction);
            length = next;
        }

        return solution;

        // (I + H / λ) v as the gradient of φ v + ∇L v / λ: the first part uses every parameter, as libtorch wants it.
        Tensor[] Product(Tensor[] v)
        {
            using var gradients = enable_grad();
            return Gradient(Dot(phi, v) + (Dot(slope, v) / proximal));
        }

        Tensor[] Gradient(Tensor ofTasks, bool create = false) => [.. autograd.grad([ofTasks.sum()], phi, retain_graph: true, create_graph: create)];

        Tensor Dot(Tensor[] a, Tensor[] b) => a.Zip(b, (x, y) => (x * y).reshape(tasks, -1).sum([1L])).Aggregate((sum, part) => sum + part);

        Tensor[] Along(Tensor[] x, Tensor step, Tensor[] v) => [.. x.Zip(v, (from, way) => from + (way * (way.dim() == 0 ? step.reshape([]) : step.reshape([tasks, .. Enumerable.Repeat(1L, (int)way.dim() - 1)]))))];
    }

    /// <summary>a / b, and 0 where b is not positive.</summary>
    private static Tensor Quotient(Tensor a, Tensor b)
    {
        var positive = b.gt(0);
        return where(positive, a / where(positive, b, ones_like(b)), zeros_like(a));
    }
}
