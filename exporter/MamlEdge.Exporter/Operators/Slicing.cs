using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>A part along an axis where a bound or the axis is a symbol: each operator is the other's adjoint.</summary>
public static class Slicing
{
    /// <summary>
    /// The elements along <c>axis</c> from <c>start</c> on, as many as <c>length</c> says, of which there must be as many; both are shapes of
    /// one axis.
    /// </summary>
    public static readonly Operator SliceTo = new("SliceTo")
    {
        OnnxName = null,
        Type = c => new(c.Inputs[0].Type, c.Shape().With((int)c.Attributes.Int("axis"), c.Attributes.Shape("length")[0])),
        Kernel = k =>
        {
            var (axis, start, length) = (k.Attributes.Int("axis"), k.Resolve("start")[0], k.Resolve("length")[0]);
            return ShapingKernels.Slice(k with { Attributes = new Attributes(("axes", new[] { axis }), ("starts", new[] { start }), ("ends", new[] { start + length })) });
        },
        Gradients = [(y, g) => g.Surrounded((int)y.Attributes.Int("axis"), y.Attributes.Shape("start")[0], y.Inputs[0].Shape[(int)y.Attributes.Int("axis")])],
        Formula = "x̄ = g with zeros around it",
        Batching = Batching.Axes,
        Lowering = (l, v, inputs) =>
        {
            var start = v.Attributes.Shape("start");
            return l.Emit("Slice", v.TypedShape, [
                inputs[0], l.ShapeVector(start), l.ShapeVector([start[0] + v.Attributes.Shape("length")[0]]), l.Constant(Tensor.Longs(v.Attributes.Int("axis")))], opset: 13);
        },
    };

    /// <summary>Zeros around a value along <c>axis</c>: as many as <c>start</c> says before it, and behind it up to <c>shape</c>.</summary>
    public static readonly Operator SliceToAdjoint = new("SliceToAdjoint")
    {
        OnnxName = null,
        Type = c => new(c.Inputs[0].Type, c.Attributes.Shape("shape")),
        Kernel = k =>
        {
            var (x, axis, pads) = (k.Inputs[0], (int)k.Attributes.Int("axis"), new long[2 * k.Inputs[0].Rank]);
            pads[axis] = k.Resolve("start")[0];
            pads[x.Rank + axis] = k.Resolve("shape")[axis] - x.Dims[axis] - pads[axis];
            return ShapingKernels.Pad(k with { Attributes = new Attributes(("pads", pads)) });
        },
        Gradients = [(y, u) => y.Attributes.Shape("start")[0] is var start && (int)y.Attributes.Int("axis") is var axis ? u.Slice(axis, start, start + y.Inputs[0].Shape[axis]) : u],
        Formula = "ḡ = SliceTo(u)",
        Batching = Batching.Axes,
        Lowering = (l, v, inputs) =>
        {
            // All pads are written: ONNX Runtime moves transposes past a Pad as if it had no axes.
            var (axis, start) = ((int)v.Attributes.Int("axis"), v.Attributes.Shape("start")[0]);
            var pads = new Dim[2 * v.Rank];
            (pads[axis], pads[v.Rank + axis]) = (start, v.Shape[axis] - v.Inputs[0].Shape[axis] - start);
            return l.Emit("Pad", v.TypedShape, [inputs[0], l.ShapeVector(pads), l.Constant(Tensor.Scalar(v.Type, 0))]);
        },
    };

    /// <summary>Elements start to end (exclusive) along an axis; the value itself where they are all.</summary>
    internal static Value Part(this Value x, int axis, Dim start, Dim end) => start == 0 && x.Shape[axis] == end ? x
        : x.AsUniform() is { } number ? x.Graph.NewFill(x.Type, x.Shape.With(axis, end - start), number)
        : x.Graph.Add(SliceTo, [x], new Attributes(("axis", axis), ("start", new Shape(start)), ("length", new Shape(end - start))));

    /// <summary>Zeros before and behind a value along an axis, which then has the given length.</summary>
    public static Value Surrounded(this Value x, int axis, Dim start, Dim length) => x.Shape[axis] == length ? x
        : x.Graph.Add(SliceToAdjoint, [x], new Attributes(("axis", axis), ("start", new Shape(start)), ("shape", x.Shape.With(axis, length))));
}
