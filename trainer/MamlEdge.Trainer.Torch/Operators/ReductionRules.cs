using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using MamlEdge.Trainer.Torch.Graphs;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace MamlEdge.Trainer.Torch.Operators;

/// <summary>Reductions over axes, softmax, and the standardisation of the normalisations.</summary>
internal static class ReductionRules
{
    public static readonly Dictionary<Operator, TorchRule> Table = new()
    {
        [Reductions.ReduceSum] = n => n.X.sum(n.Ints("axes"), Keeps(n)),
        [Reductions.ReduceMean] = n => n.X.mean(n.Ints("axes"), Keeps(n)),
        [Reductions.ReduceMax] = n => n.X.amax(n.Ints("axes"), Keeps(n)),
        [Reductions.ReduceMin] = n => n.X.amin(n.Ints("axes"), Keeps(n)),
        [Reductions.ArgMax] = n => n.X.argmax(n.Axis, Keeps(n)),
        [Reductions.ArgMin] = n => n.X.argmin(n.Axis, Keeps(n)),
        [Softmaxes.Softmax] = n => n.X.softmax(n.Axis),
        [Softmaxes.LogSoftmax] = n => n.X.log_softmax(n.Axis),
        [Statistics.Standardize] = n => Centred(n) is var centred ? centred * Deviation(n, centred) : null!,
        [Statistics.InverseDeviation] = n => Deviation(n, Centred(n)).reshape(n.Resolve(n.Value.Shape)),
    };

    private static bool Keeps(TorchNode n) => n.Attributes.Int("keepdims", 1) != 0;

    private static Tensor Centred(TorchNode n) => n.X - n.X.mean(n.Ints("axes"), true);

    /// <summary>1 / √(variance + epsilon), with the axes kept.</summary>
    private static Tensor Deviation(TorchNode n, Tensor centred) => ((centred * centred).mean(n.Ints("axes"), true) + n.Attributes.Float("epsilon")).rsqrt();
}
