using MamlEdge.Exporter.Onnx.Proto;

namespace MamlEdge.Exporter.Inspection;

/// <summary>What one run of a node costs.</summary>
/// <param name="MultiplyAdds">Multiplications with an addition, of convolutions and matrix products.</param>
/// <param name="Operations">Other arithmetic: one for each element that is computed or summed, unless the table says more.</param>
public readonly record struct NodeCost(long MultiplyAdds, long Operations);

/// <summary>
/// The cost of ONNX nodes by the shapes of their inputs and outputs: the one place where it is said what an operator costs. Moving,
/// copying and renaming costs no arithmetic.
/// </summary>
internal static class OperatorCosts
{
    private static readonly Dictionary<string, Func<NodeProto, long[][], long[][], long>> MultiplyAdds = new(StringComparer.Ordinal)
    {
        ["Conv"] = (_, x, y) => Size(y[0]) * Size(x[1].Skip(1)),
        ["ConvInteger"] = (_, x, y) => Size(y[0]) * Size(x[1].Skip(1)),
        ["ConvTranspose"] = (_, x, _) => Size(x[0]) * Size(x[1].Skip(1)),
        ["MatMul"] = (_, x, y) => Size(y[0]) * x[0][^1],
        ["MatMulInteger"] = (_, x, y) => Size(y[0]) * x[0][^1],
        ["Gemm"] = (n, x, y) => Size(y[0]) * x[0][Int(n, "transA") != 0 ? 0 : 1],
        ["Einsum"] = Einsum,
        ["LSTM"] = Recurrent,
        ["GRU"] = Recurrent,
        ["RNN"] = Recurrent,
    };

    private static readonly HashSet<string> Moves = new(StringComparer.Ordinal)
    {
        "Cast", "CastLike", "CenterCropPad", "Compress", "Concat", "Constant", "ConstantOfShape", "DepthToSpace", "Dropout", "Expand", "EyeLike", "Flatten", "Gather",
        "GatherElements", "GatherND", "Identity", "NonZero", "Pad", "Range", "Reshape", "ReverseSequence", "Shape", "Size", "Slice", "SpaceToDepth", "Split", "Squeeze",
        "Tile", "Transpose", "Trilu", "Unsqueeze",
    };

    /// <summary>Operations for each element where it is more than one.</summary>
    private static readonly Dictionary<string, long> PerElement = new(StringComparer.Ordinal)
    {
        ["BatchNormalization"] = 2,
        ["Softmax"] = 5,
        ["LogSoftmax"] = 5,
        ["SoftmaxCrossEntropyLoss"] = 6,
        ["LayerNormalization"] = 7,
        ["InstanceNormalization"] = 7,
        ["GroupNormalization"] = 7,
        ["MeanVarianceNormalization"] = 6,
        ["LpNormalization"] = 3,
    };

    /// <summary>The cost of a node; null where it needs a shape that is not known.</summary>
    /// <param name="node">The node.</param>
    /// <param name="inputs">Shapes of its inputs, null where unknown.</param>
    /// <param name="outputs">Shapes of its outputs, null where unknown.</param>
    public static NodeCost? Of(NodeProto node, long[]?[] inputs, long[]?[] outputs)
    {
        if (Moves.Contains(node.OpType)) return default(NodeCost);
        if (inputs.Concat(outputs).Any(s => s is null)) return null;
        var (x, y) = (inputs.Select(s => s!).ToArray(), outputs.Select(s => s!).ToArray());
        if (MultiplyAdds.TryGetValue(node.OpType, out var rule)) return new(rule(node, x, y), 0);
        var elements = node.Attribute.FirstOrDefault(a => a.Name == "kernel_shape") is { } kernel ? Size(y[0]) * Size(kernel.Ints) : x.Concat(y).Select(s => Size(s)).DefaultIfEmpty().Max();
        return new(0, elements * PerElement.GetValueOrDefault(node.OpType, 1));
    }

    private static long Size(IEnumerable<long> shape) => shape.Aggregate(1L, (a, b) => checked(a * b));

    private static long Int(NodeProto node, string attribute) => node.Attribute.FirstOrDefault(a => a.Name == attribute)?.I ?? 0;

    /// <summary>W [directions, gates·hidden, input] and R [directions, gates·hidden, hidden] once for each element of the sequence.</summary>
    private static long Recurrent(NodeProto node, long[][] x, long[][] y) => x[0][0] * x[0][1] * (Size(x[1]) + Size(x[2]));

    /// <summary>Product of the lengths of all indices; those of an ellipsis by the result.</summary>
    private static long Einsum(NodeProto node, long[][] x, long[][] y)
    {
        var equation = node.Attribute.First(a => a.Name == "equation").S.ToStringUtf8().Replace(" ", "", StringComparison.Ordinal);
        var lengths = new Dictionary<char, long>();
        var rest = 1L;
        foreach (var (term, shape) in equation.Split("->")[0].Split(',').Zip(x))
        {
            var letters = term.Replace("...", "", StringComparison.Ordinal);
            var lead = term.IndexOf("...", StringComparison.Ordinal);
            for (var i = 0; i < letters.Length; i++) lengths[letters[i]] = shape[lead >= 0 && i >= lead ? shape.Length - letters.Length + i : i];
            if (lead >= 0) rest = Math.Max(rest, Size(shape.Skip(lead).Take(shape.Length - letters.Length)));
        }

        return Size(lengths.Values) * rest;
    }
}
