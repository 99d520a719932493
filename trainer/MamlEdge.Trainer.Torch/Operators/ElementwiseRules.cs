using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace MamlEdge.Trainer.Torch.Operators;

/// <summary>Operators of one input, element by element.</summary>
internal static class ElementwiseRules
{
    public static readonly Dictionary<Operator, TorchRule> Table = new()
    {
        [Elementwise.Neg] = n => n.X.neg(),
        [Elementwise.Exp] = n => n.X.exp(),
        [Elementwise.Log] = n => n.X.log(),
        [Elementwise.Sqrt] = n => n.X.sqrt(),
        [Elementwise.InverseSqrt] = n => n.X.rsqrt(),
        [Elementwise.Reciprocal] = n => n.X.reciprocal(),
        [Elementwise.Abs] = n => n.X.abs(),
        [Elementwise.Sigmoid] = n => n.X.sigmoid(),
        [Elementwise.Tanh] = n => n.X.tanh(),
        [Elementwise.Relu] = n => n.X.relu(),
        [Elementwise.Erf] = n => n.X.erf(),
        [Elementwise.Sin] = n => n.X.sin(),
        [Elementwise.Cos] = n => n.X.cos(),
        [Elementwise.Tan] = n => n.X.tan(),
        [Elementwise.Asin] = n => n.X.asin(),
        [Elementwise.Acos] = n => n.X.acos(),
        [Elementwise.Atan] = n => n.X.atan(),
        [Elementwise.Sinh] = n => n.X.sinh(),
        [Elementwise.Cosh] = n => n.X.cosh(),
        // libtorch's own softplus turns into x above a threshold, which is off by 2e-9.
        [Elementwise.Softplus] = n => n.X.relu() + n.X.abs().neg().exp().log1p(),
        [Elementwise.Identity] = n => n.X.alias(),
        [Elementwise.Sign] = n => n.X.sign(),
        [Elementwise.Floor] = n => n.X.floor(),
        [Elementwise.Ceil] = n => n.X.ceil(),
        [Elementwise.Round] = n => n.X.round(),
        [Elementwise.IsNaN] = n => n.X.isnan(),
        [Elementwise.StopGradient] = n => n.X.detach(),
        [Comparison.Not] = n => n.X.logical_not(),
        [Comparison.Cast] = n => n.X.to_type(n.Type),
    };
}
