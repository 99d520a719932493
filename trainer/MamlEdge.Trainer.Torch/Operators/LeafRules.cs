using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using static TorchSharp.torch;

namespace MamlEdge.Trainer.Torch.Operators;

/// <summary>Values that are computed from nothing. Inputs are given, constants are on the device already.</summary>
internal static class LeafRules
{
    public static readonly Dictionary<Operator, TorchRule> Table = new()
    {
        [Leaves.Constant] = n => n.Target.Constant(n.Attributes.Tensor("value")),
        [Leaves.Fill] = n => full(n.Resolve("shape"), n.Attributes.Float("value"), n.Type, n.Target.Device),
        [Leaves.Range] = n => (arange(n.Resolve(n.Value.Shape)[0], dtype: n.Type, device: n.Target.Device) * n.Inputs[2]) + n.Inputs[0],
        [Leaves.Length] = n => n.Number(n.Resolve("shape")[0]),
        [Shaping.ShapeOf] = n => n.Target.Labels(n.X.shape, [n.X.shape.Length]),
    };
}
