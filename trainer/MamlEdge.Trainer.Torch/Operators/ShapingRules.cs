using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using MamlEdge.Trainer.Torch.Graphs;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace MamlEdge.Trainer.Torch.Operators;

/// <summary>Operators that move elements without computing.</summary>
internal static class ShapingRules
{
    public static readonly Dictionary<Operator, TorchRule> Table = new()
    {
        [Shaping.Reshape] = n => n.X.reshape(n.Resolve("shape")),
        [Shaping.Transpose] = n => n.X.permute(n.Ints("perm")),
        [Shaping.Expand] = n => n.X.expand(n.Resolve("shape")),
        [Shaping.Concat] = n => cat(n.Inputs, n.Axis),
        [Shaping.Slice] = n => n.Ints("axes").Index().Aggregate(n.X, (x, a) => x.narrow(a.Item, n.Ints("starts")[a.Index], n.Ints("ends")[a.Index] - n.Ints("starts")[a.Index])),
        [Shaping.Pad] = n => Pad(n.X, n.Ints("pads"), n.Attributes.Float("value")),
        [Slicing.SliceTo] = n => n.X.narrow(n.Axis, n.Resolve("start")[0], n.Resolve("length")[0]),
        [Matrices.Trilu] = n => n.Attributes.Int("upper", 1) != 0 ? n.X.triu(n.Attributes.Int("k")) : n.X.tril(n.Attributes.Int("k")),
    };

    /// <summary>Pads in ONNX order, all begins and then all ends; negative ones cut. libtorch takes begin and end of the last axis first.</summary>
    public static Tensor Pad(Tensor x, long[] pads, double value)
    {
        var rank = pads.Length / 2;
        return Array.TrueForAll(pads, p => p == 0) ? x
            : nn.functional.pad(x, [.. Enumerable.Range(0, rank).Reverse().SelectMany(axis => new[] { pads[axis], pads[axis + rank] })], PaddingModes.Constant, value);
    }
}
