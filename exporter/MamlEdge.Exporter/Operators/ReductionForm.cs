using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Reads reductions: axes as attribute (old) or input (new), empty for all of them or for none.</summary>
internal static class ReductionForm
{
    public static Func<OnnxNode, Value[]> Of(Operator op) => n =>
    {
        var axes = n.Longs("axes", 1);
        if (axes is null or [] && n.Attributes.Int("noop_with_empty_axes") != 0) return [n.X()];
        return [Reductions.Reduce(op, n.X(), axes is [] ? null : axes, n.Attributes.Int("keepdims", 1) != 0)];
    };

    /// <summary>Whether the lengths of the reduced axes are known.</summary>
    public static bool HasKnownLengths(OnnxNode n) =>
        Reductions.Axes(n.X(), n.Longs("axes", 1) is { Length: > 0 } axes ? axes : null).All(a => n.X().Shape[(int)a].IsKnown);

    /// <summary>Operators along one axis, counted from the front from here on.</summary>
    public static Func<OnnxNode, Value[]> Along(Operator op, int otherwise) => n =>
        [n.As(op, n.Attributes.With("axis", n.Axis("axis", otherwise, n.X().Rank)))];

    /// <summary>Softmax and its kin: along one axis since opset 13, before that over all axes from one on.</summary>
    public static Func<OnnxNode, Value[]> Softmax(Operator op) => n =>
    {
        if (n.Opset >= 13) return Along(op, -1)(n);
        var flat = ShapeForm.Flatten(n.X(), n.Axis("axis", 1, n.X().Rank));
        return [n.Graph.Add(op, [flat], new Attributes(("axis", 1)), n.Name).Reshape(n.X().Shape)];
    };
}
