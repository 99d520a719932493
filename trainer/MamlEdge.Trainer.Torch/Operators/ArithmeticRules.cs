using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace MamlEdge.Trainer.Torch.Operators;

/// <summary>Operators of several inputs with broadcasting, and matrix products.</summary>
internal static class ArithmeticRules
{
    public static readonly Dictionary<Operator, TorchRule> Table = new()
    {
        [Arithmetic.Add] = n => n.X + n.Inputs[1],
        [Arithmetic.Sub] = n => n.X - n.Inputs[1],
        [Arithmetic.Mul] = n => n.X * n.Inputs[1],
        [Arithmetic.Div] = n => n.Value.Type.IsFloat() ? n.X / n.Inputs[1] : n.X.div(n.Inputs[1], RoundingMode.trunc),
        [Arithmetic.Pow] = n => n.X.pow(n.Inputs[1]),
        [Arithmetic.Max] = n => n.X.maximum(n.Inputs[1]),
        [Arithmetic.Min] = n => n.X.minimum(n.Inputs[1]),
        [Comparison.Equal] = n => n.X.eq(n.Inputs[1]),
        [Comparison.Greater] = n => n.X.gt(n.Inputs[1]),
        [Comparison.GreaterOrEqual] = n => n.X.ge(n.Inputs[1]),
        [Comparison.Less] = n => n.X.lt(n.Inputs[1]),
        [Comparison.LessOrEqual] = n => n.X.le(n.Inputs[1]),
        [Comparison.And] = n => n.X.logical_and(n.Inputs[1]),
        [Comparison.Or] = n => n.X.logical_or(n.Inputs[1]),
        [Comparison.Xor] = n => n.X.logical_xor(n.Inputs[1]),
        [Comparison.Where] = n => where(n.X, n.Inputs[1], n.Inputs[2]),
        [Bounds.Clip] = n => n.X.clamp(n.Inputs[1], n.Inputs[2]),
        [Products.MatMul] = n => n.Target.Product(n.Inputs, o => Product(o[0], o[1])),
    };

    /// <summary>A matrix product; by operators whose errors, such as memory that runs out, throw instead of ending the process, where they do.</summary>
    private static Tensor Product(Tensor x, Tensor y) => (x.dim(), y.dim()) switch
    {
        (2, 2) => x.mm(y),
        (3, 3) when x.size(0) == y.size(0) => x.bmm(y),
        _ => matmul(x, y),
    };
}
