using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Elements chosen by their values or by lengths: gathers at indices that carry no gradient.</summary>
public static class Selection
{
    /// <summary>The <c>k</c> largest or smallest elements along <c>axis</c>, in order; first result of the ONNX node.</summary>
    public static readonly Operator TopK = new("TopK")
    {
        Opset = 11,
        Type = c => new(c.Inputs[0].Type, Top(c)),
        Expansion = (inputs, a) => inputs[0].GatherElements(inputs[0].Graph.Add(TopKIndices!, inputs, a), (int)a.Int("axis")),
        Lowering = (l, v, inputs) => LowerTop(l, v, inputs),
    };

    /// <summary>Their places along the axis, of equal elements the first ones; second result of the same node.</summary>
    public static readonly Operator TopKIndices = new("TopKIndices")
    {
        OnnxName = "TopK",
        OutputSlot = 1,
        Opset = 11,
        Type = c => new(DataType.Int64, Top(c)),
        Kernel = ScatteringKernels.Top,
        HasZeroGradient = true,
        Batching = Batching.Axes,
        Lowering = (l, v, inputs) => LowerTop(l, v, inputs),
    };

    /// <summary>The first lengths[n] elements of each example n along <c>time_axis</c> turned round; the examples lie along <c>batch_axis</c>.</summary>
    public static readonly Operator ReverseSequence = new("ReverseSequence")
    {
        Opset = 10,
        Type = c => c.Attributes.Int("time_axis") + c.Attributes.Int("batch_axis", 1) == 1 && c.Attributes.Int("time_axis") is 0 or 1 && c.Shape().Rank > 1 ? c.Inputs[0].TypedShape
            : throw c.Error("time_axis and batch_axis must be 0 and 1, one each."),
        Expansion = (inputs, a) => Reversed(inputs[0], inputs[1], (int)a.Int("time_axis"), (int)a.Int("batch_axis", 1)),
    };

    /// <summary>Indices [rank, n] of the n elements that are not 0, which is known at run time.</summary>
    public static readonly Operator NonZero = new("NonZero")
    {
        Opset = 13,
        Type = c => new(DataType.Int64, new Shape(c.Shape().Rank, c.Graph.Fresh("nonzero"))),
        Kernel = ScatteringKernels.NonZero,
        HasZeroGradient = true,
    };

    /// <summary>Reads TopK: k is a constant, and the results are always in order, which without <c>sorted</c> they may be.</summary>
    internal static Value[] ReadTop(OnnxNode n)
    {
        var attributes = n.Attributes.Without("sorted").With("k", (long)n.Constant(1, "k").Values[0]).With("axis", n.Axis("axis", -1, n.X().Rank));
        return [n.Graph.Add(TopK, [n.X()], attributes, n.Name), n.Graph.Add(TopKIndices, [n.X()], attributes, n.Name)];
    }

    /// <summary>Reads Compress: a gather where the condition is constant; otherwise its length is unknown and it is carried through.</summary>
    internal static Value[] ReadCompress(OnnxNode n)
    {
        if (n.X(1).Evaluate() is not { } condition) return [];
        var x = n.Attributes.Has("axis") ? n.X() : n.X().Reshape(new Shape(n.X().Shape.Size));
        return [x.Gather([.. Enumerable.Range(0, condition.Values.Length).Where(i => condition.Values[i] != 0).Select(i => (long)i)], n.Axis("axis", 0, x.Rank))];
    }

    /// <summary>Reads EyeLike: a constant, whose shape must be known.</summary>
    internal static Value ReadEye(OnnxNode n)
    {
        var shape = n.X().Shape is { Rank: 2, IsKnown: true } known ? known.ToLongs() : throw n.Error($"the shape {n.X().Shape} must be known and of rank 2");
        var offset = n.Attributes.Int("k");
        return n.Graph.NewConstant(new Tensor(
            (DataType)n.Attributes.Int("dtype", (long)n.X().Type), shape, [.. Enumerable.Range(0, (int)(shape[0] * shape[1])).Select(i => (i % shape[1]) - (i / shape[1]) == offset ? 1.0 : 0.0)]), n.Name);
    }

    private static Shape Top(TypeContext c)
    {
        var (axis, k) = ((int)c.Attributes.Int("axis"), c.Attributes.Int("k"));
        return c.Shape()[axis] is { IsKnown: true } length && length.Known < k ? throw c.Error($"{k} elements are asked of axis {axis} of length {length}.") : c.Shape().With(axis, k);
    }

    private static Value LowerTop(ILowering l, Value v, IReadOnlyList<Value> inputs) => l.Emit(
        "TopK", v.TypedShape, [inputs[0], l.Constant(Tensor.Longs(v.Attributes.Int("k")))], v.Attributes.Without("k"), 11, v.Op.OutputSlot);

    private static Value Reversed(Value x, Value lengths, int time, int batch)
    {
        var steps = x.Shape[time].IsKnown ? x.Shape[time].Known
            : throw new ExporterException($"ReverseSequence '{x.Graph.Scope.TrimEnd('/')}': the sequence length '{x.Shape[time]}' of {x.TypeText} must be known. Export the model with a fixed sequence length.");
        var t = x.Graph.NewConstant(new Tensor(DataType.Int64, Along(time, steps).ToLongs(), [.. Enumerable.Range(0, (int)steps).Select(i => (double)i)]));
        var n = lengths.CastTo(DataType.Int64).Reshape(Along(batch, x.Shape[batch]));
        return x.GatherElements(t.LessThan(n).Choose(n - 1 - t, t).Expand(x.Shape), time);

        Shape Along(int axis, Dim length) => new Shape(Enumerable.Repeat((Dim)1, x.Rank)).With(axis, length);
    }
}
