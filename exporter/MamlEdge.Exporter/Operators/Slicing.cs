using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>The first elements along an axis where their number or the axis is a symbol: each operator is the other's adjoint.</summary>
public static class Slicing
{
    /// <summary>The first elements along <c>axis</c>, as many as <c>length</c> says, of which there must be as many.</summary>
    public static readonly Operator SliceTo = new("SliceTo")
    {
        OnnxName = null,
        Type = c => new(c.Inputs[0].Type, c.Shape().With((int)c.Attributes.Int("axis"), c.Attributes.Shape("length")[0])),
        Kernel = k =>
        {
            var (axis, length) = (k.Attributes.Int("axis"), k.Resolve("length")[0]);
            return ShapingKernels.Slice(k with { Attributes = new Attributes(("axes", new[] { axis }), ("starts", new[] { 0L }), ("ends", new[] { length })) });
        },
        Gradients = [(y, g) => g.Graph.Add(SliceToAdjoint!, [g], new Attributes(("axis", y.Attributes.Int("axis")), ("shape", y.Inputs[0].Shape)))],
        Formula = "x̄ = g with zeros behind it",
        Batching = Batching.Axes,
        Lowering = (l, v, inputs) => l.Emit("Slice", v.TypedShape, [
            inputs[0], l.Constant(Tensor.Longs(0)), l.ShapeVector(v.Attributes.Shape("length")), l.Constant(Tensor.Longs(v.Attributes.Int("axis")))], opset: 13),
    };

    /// <summary>Zeros behind a value along <c>axis</c>, up to <c>shape</c>.</summary>
    public static readonly Operator SliceToAdjoint = new("SliceToAdjoint")
    {
        OnnxName = null,
        Type = c => new(c.Inputs[0].Type, c.Attributes.Shape("shape")),
        Kernel = k =>
        {
            var (x, axis, pads) = (k.Inputs[0], (int)k.Attributes.Int("axis"), new long[2 * k.Inputs[0].Rank]);
            pads[x.Rank + axis] = k.Resolve("shape")[axis] - x.Dims[axis];
            return ShapingKernels.Pad(k with { Attributes = new Attributes(("pads", pads)) });
        },
        Gradients = [(y, u) => u.Head((int)y.Attributes.Int("axis"), y.Inputs[0].Shape[(int)y.Attributes.Int("axis")])],
        Formula = "ḡ = SliceTo(u)",
        Batching = Batching.Axes,
        Lowering = (l, v, inputs) =>
        {
            var axis = (int)v.Attributes.Int("axis");
            var one = new TypedShape(DataType.Int64, Shape.Of(1));
            var missing = l.Emit("Sub", one, [l.ShapeVector([v.Shape[axis]]), l.ShapeVector([v.Inputs[0].Shape[axis]])], opset: 14);
            var pads = l.Emit("Concat", one with { Shape = Shape.Of(2) }, [l.Constant(Tensor.Longs(0)), missing], new Attributes(("axis", 0)), 13);
            return l.Emit("Pad", v.TypedShape, [inputs[0], pads, l.Constant(Tensor.Scalar(v.Type, 0)), l.Constant(Tensor.Longs(axis))]);
        },
    };

    /// <summary>The first elements along an axis; the value itself where they are all.</summary>
    public static Value Head(this Value x, int axis, Dim length) => x.Shape[axis] == length ? x
        : x.Graph.Add(SliceTo, [x], new Attributes(("axis", axis), ("length", new Shape(length))));
}
