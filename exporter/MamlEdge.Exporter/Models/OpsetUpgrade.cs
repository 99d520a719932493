using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Models;

/// <summary>
/// Nodes of older operator sets in the form of opset 18, which written models have at least: for nodes that are carried through. The
/// operators of the catalog are read from every form themselves.
/// </summary>
internal static class OpsetUpgrade
{
    /// <summary>Since which opset the axes of an operator are an input.</summary>
    private static readonly Dictionary<string, int> AxesAreInput = new(StringComparer.Ordinal)
    {
        ["Squeeze"] = 13,
        ["Unsqueeze"] = 13,
        ["ReduceSum"] = 13,
        ["ReduceMean"] = 18,
        ["ReduceMax"] = 18,
        ["ReduceMin"] = 18,
        ["ReduceProd"] = 18,
        ["ReduceL1"] = 18,
        ["ReduceL2"] = 18,
        ["ReduceLogSum"] = 18,
        ["ReduceLogSumExp"] = 18,
        ["ReduceSumSquare"] = 18,
    };

    /// <summary>The node in a form of opset 18 or newer.</summary>
    /// <exception cref="ExporterException">The old form has none.</exception>
    public static OnnxNode Apply(OnnxNode n, ReadingContext context) => n switch
    {
        _ when AxesAreInput.TryGetValue(n.Type, out var since) && n.Opset < since => AsInput(n, "axes", 1),
        { Type: "Split", Opset: < 18 } => Split(n.Opset < 13 ? AsInput(n, "split", 1) : n),
        { Type: "Dropout", Opset: < 12 } => n with { Inputs = [n.X(), n.Graph.NewScalar(DataType.Float32, n.Attributes.Float("ratio", 0.5))], Attributes = n.Attributes.Without("ratio") },
        { Type: "Softmax" or "LogSoftmax" or "Hardmax", Opset: < 13 } => Flattened(n, context),
        { Type: "Upsample" } => n with { Type = "Resize", Inputs = [n.X(), null, n.X(1)], Attributes = n.Attributes.With("coordinate_transformation_mode", "asymmetric").With("nearest_mode", "floor") },
        { Type: "Scatter" } => n with { Type = "ScatterElements" },
        { Type: "RoiAlign", Opset: < 16 } => n with { Attributes = n.Attributes.With("coordinate_transformation_mode", "output_half_pixel") },
        { Type: "BatchNormalization", Opset: < 14 } when n.Outputs.Skip(1).Any(used => used) => throw n.Error("its statistics are used as results, which is not supported: export the model for inference"),
        _ => n,
    };

    private static OnnxNode AsInput(OnnxNode n, string attribute, int input)
    {
        if (n.Attributes.Ints(attribute) is not { } values) return n;
        Value?[] inputs = [.. n.Inputs.Take(input), n.Graph.NewConstant(Tensor.Longs(values))];
        return n with { Inputs = inputs, Attributes = n.Attributes.Without(attribute) };
    }

    private static OnnxNode Split(OnnxNode n) => n.Has(1) || n.Attributes.Has("num_outputs") ? n : n with { Attributes = n.Attributes.With("num_outputs", n.Outputs.Count) };

    /// <summary>Until opset 12, everything from <c>axis</c> on (1 by default) was one axis: flatten, apply, and take the old shape back.</summary>
    private static OnnxNode Flattened(OnnxNode n, ReadingContext context)
    {
        var (x, axis) = (n.X(), n.Attributes.Int("axis", 1));
        if (axis == -1 || (x.HasShape && axis == x.Rank - 1)) return n with { Attributes = n.Attributes.With("axis", -1) };
        var flat = Carry("Flatten", new(x.Type, null), x, new Attributes(("axis", axis)));
        var applied = Carry(n.Type, new(x.Type, null), flat, new Attributes(("axis", -1)));
        return n with { Type = "Reshape", Inputs = [applied, Carry("Shape", new(DataType.Int64, null), x, Attributes.None)], Attributes = Attributes.None };

        Value Carry(string type, TypedShape result, Value input, Attributes attributes) =>
            n.Graph.Add(context.Carried(type, 0, 1, n.Opset, ""), [input], attributes, type: result);
    }
}
