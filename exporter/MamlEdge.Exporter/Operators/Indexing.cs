using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Gather and scatter: each one's adjoint is the other. Indices carry no gradient; negative ones count from the end.</summary>
public static class Indexing
{
    /// <summary>Entries of an axis by index: y[pre, i..., post] = x[pre, index[i...], post].</summary>
    public static readonly Operator Gather = new("Gather")
    {
        Opset = 13,
        Type = c =>
        {
            var axis = (int)c.Attributes.Int("axis");
            return new(c.Inputs[0].Type, new Shape([.. c.Shape().Take(axis), .. c.Shape(1), .. c.Shape().Skip(axis + 1)]));
        },
        Kernel = IndexingKernels.Gather,
        Gradients = [(y, g) => g.ScatterAdd(y.Inputs[1], (int)y.Attributes.Int("axis"), y.Inputs[0].Shape), null],
        Formula = "x̄ = scatter-add of g",
    };

    /// <summary>Adjoint of Gather: zeros of <c>shape</c> with g added at the indices along <c>axis</c>.</summary>
    public static readonly Operator GatherAdjoint = new("GatherAdjoint")
    {
        OnnxName = null,
        Type = c => new(c.Inputs[0].Type, c.Attributes.Shape("shape")),
        Kernel = IndexingKernels.GatherAdjoint,
        Gradients = [(y, u) => u.Gather(y.Inputs[1], (int)y.Attributes.Int("axis")), null],
        Formula = "ḡ = Gather(u)",
        Lowering = LowerGatherAdjoint,
    };

    /// <summary>Entries by an index of the same rank: y[..., i, ...] = x[..., index[..., i, ...], ...] along <c>axis</c>.</summary>
    public static readonly Operator GatherElements = new("GatherElements")
    {
        Opset = 13,
        Type = c => new(c.Inputs[0].Type, c.Shape(1)),
        Kernel = IndexingKernels.GatherElements,
        Gradients = [(y, g) => g.ScatterAddElements(y.Inputs[1], (int)y.Attributes.Int("axis"), y.Inputs[0].Shape), null],
        Formula = "x̄ = scatter-add of g",
    };

    /// <summary>Adjoint of GatherElements: zeros of <c>shape</c> with g added at the indices along <c>axis</c>.</summary>
    public static readonly Operator GatherElementsAdjoint = new("GatherElementsAdjoint")
    {
        OnnxName = null,
        Type = c => new(c.Inputs[0].Type, c.Attributes.Shape("shape")),
        Kernel = IndexingKernels.GatherElementsAdjoint,
        Gradients = [(y, u) => u.GatherElements(y.Inputs[1], (int)y.Attributes.Int("axis")), null],
        Formula = "ḡ = GatherElements(u)",
        Lowering = (l, v, inputs) => l.Emit(
            "ScatterElements", v.TypedShape, [l.Lower(v.Zeros()), inputs[1], inputs[0]], new Attributes(("axis", v.Attributes.Int("axis")), ("reduction", "add"))),
    };

    /// <summary>Running sum along <c>axis</c> (attributes <c>exclusive</c>, <c>reverse</c>).</summary>
    public static readonly Operator CumSum = new("CumSum")
    {
        Opset = 14,
        Type = c => c.Inputs[0].TypedShape,
        Kernel = IndexingKernels.CumSum,
        Gradients = [(y, g) => g.Graph.Add(CumSum!, [g], y.Attributes.With("reverse", 1 - y.Attributes.Int("reverse")))],
        Formula = "x̄ = CumSum(g) in the other direction",
        Lowering = (l, v, inputs) => l.Emit(
            "CumSum", v.TypedShape, [inputs[0], l.Constant(Tensor.Scalar(DataType.Int64, v.Attributes.Int("axis")))], v.Attributes.Without("axis")),
    };

    private static Value LowerGatherAdjoint(ILowering l, Value v, IReadOnlyList<Value> inputs)
    {
        var (g, indices) = (v.Inputs[0], v.Inputs[1]);
        var axis = (int)v.Attributes.Int("axis");
        if (v.Rank == 1 && indices.Rank == 1)
        {
            return l.Emit("ScatterElements", v.TypedShape, [l.Lower(v.Zeros()), inputs[1], inputs[0]], new Attributes(("axis", 0), ("reduction", "add")));
        }

        if (v.Rank == 1)
        {
            var flat = new Shape(indices.Shape.Size);
            return l.Lower(g.Reshape(flat).ScatterAdd(indices.Reshape(flat), 0, v.Shape));
        }

        // ScatterND adds along the leading axis: bring the axis and the index axes to the front.
        var order = Enumerable.Range(0, v.Rank).OrderBy(a => a == axis ? -1 : a).Select(a => (long)a).ToArray();
        var target = new Shape(order.Select(a => v.Shape[(int)a]));
        var updates = g.Transpose([
            .. Enumerable.Range(axis, indices.Rank).Select(a => (long)a),
            .. Enumerable.Range(0, g.Rank).Where(a => a < axis || a >= axis + indices.Rank).Select(a => (long)a)]);
        var zeros = g.Graph.NewFill(v.Type, target, 0);
        var scattered = l.Emit(
            "ScatterND", new(v.Type, target), [l.Lower(zeros), l.Lower(indices.Unsqueeze(indices.Rank)), l.Lower(updates)], new Attributes(("reduction", "add")));
        return axis == 0 ? scattered
            : l.Emit("Transpose", v.TypedShape, [scattered], new Attributes(("perm", Shaping.Inverse(order))));
    }
}
