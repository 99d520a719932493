using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using MamlEdge.Trainer.Torch.Graphs;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace MamlEdge.Trainer.Torch.Operators;

/// <summary>Gathers, and running sums.</summary>
internal static class IndexingRules
{
    public static readonly Dictionary<Operator, TorchRule> Table = new()
    {
        [Indexing.Gather] = n => n.X.index_select(n.Axis, FromFront(n).reshape(-1)).reshape(n.Resolve(n.Value.Shape)),
        [Indexing.GatherElements] = n => n.X.gather(n.Axis, FromFront(n)),
        [Indexing.CumSum] = CumSum,
    };

    /// <summary>The indices with those that count from the end made to count from the front.</summary>
    private static Tensor FromFront(TorchNode n) => n.Inputs[1].to(ScalarType.Int64).remainder(n.X.shape[n.Axis]);

    private static Tensor CumSum(TorchNode n)
    {
        var reverse = n.Attributes.Int("reverse") != 0;
        var x = reverse ? n.X.flip(n.Axis) : n.X;
        var sum = x.cumsum(n.Axis);
        if (n.Attributes.Int("exclusive") != 0) sum -= x;
        return reverse ? sum.flip(n.Axis) : sum;
    }
}
