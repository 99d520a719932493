using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using MamlEdge.Trainer.Torch.Graphs;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;
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
        [Statistics.Standardize] = Standardized,
        [Statistics.InverseDeviation] = n => Deviation(n, Centred(n)).reshape(n.Resolve(n.Value.Shape)),
    };

    /// <summary>
    /// (x - mean) / √(variance + epsilon) by libtorch's own normalisations, whose gradients of both orders are one operator each: over the last axes as
    /// layer norm has it, over others as batch norm, with what is not reduced as its channels.
    /// </summary>
    private static Tensor Standardized(TorchNode n)
    {
        var (axes, shape, epsilon) = (n.Ints("axes"), n.X.shape, n.Attributes.Float("epsilon"));
        if (axes.SequenceEqual(Enumerable.Range(0, axes.Length).Select(i => (long)shape.Length - axes.Length + i))) return layer_norm(n.X, shape[^axes.Length..], eps: epsilon);
        long[] kept = [.. Enumerable.Range(0, shape.Length).Select(i => (long)i).Except(axes)];
        var channels = kept.Aggregate(1L, (product, axis) => product * shape[axis]);
        // libtorch refuses a batch norm of one value.
        if (n.X.numel() == channels) return n.X - n.X;
        long[] order = [axes[0], .. kept, .. axes[1..]];
        var x = n.X.permute(order).reshape([shape[axes[0]], channels, .. axes[1..].Select(axis => shape[axis])]);
        var (mean, variance) = (zeros(channels, n.Type, n.Target.Device), ones(channels, n.Type, n.Target.Device));
        return batch_norm(x, mean, variance, training: true, momentum: 0, eps: epsilon)
            .reshape([.. order.Select(axis => shape[axis])]).permute([.. Enumerable.Range(0, shape.Length).Select(axis => (long)Array.IndexOf(order, axis))]);
    }

    private static bool Keeps(TorchNode n) => n.Attributes.Int("keepdims", 1) != 0;

    private static Tensor Centred(TorchNode n) => n.X - n.X.mean(n.Ints("axes"), true);

    /// <summary>1 / √(variance + epsilon), with the axes kept.</summary>
    private static Tensor Deviation(TorchNode n, Tensor centred) => ((centred * centred).mean(n.Ints("axes"), true) + n.Attributes.Float("epsilon")).rsqrt();
}
