using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Operators that move elements without computing: each one's adjoint is another one.</summary>
public static class Shaping
{
    /// <summary>Other axes over the same elements (attribute <c>shape</c>).</summary>
    public static readonly Operator Reshape = new("Reshape")
    {
        Type = c => c.Shape().Size == c.Attributes.Shape("shape").Size ? new(c.Inputs[0].Type, c.Attributes.Shape("shape"))
            : throw c.Error($"{c.Attributes.Shape("shape")} does not hold the same number of elements."),
        Kernel = k => k.Inputs[0].Reshape(k.Resolve("shape")),
        Gradients = [(y, g) => g.Reshape(y.Inputs[0].Shape)],
        Formula = "x̄ = reshape(g)",
        Batching = b => b.Inputs[0].Reshape(b.OfTasks(b.Attributes.Shape("shape"))),
        Lowering = (l, v, inputs) =>
        {
            var free = v.Shape.Count(d => !d.IsKnown);
            var target = free == 1 && v.Shape.All(d => d != 0)
                ? l.Constant(Tensor.Longs([.. v.Shape.Select(d => d.IsKnown ? d.Known : -1)]))
                : l.ShapeVector(v.Shape);
            var source = inputs[0].Op.Name == "Reshape" && v.Shape.All(d => d != 0) ? inputs[0].Inputs[0] : inputs[0];
            return l.Emit("Reshape", v.TypedShape, [source, target], v.Shape.Any(d => d == 0) ? new Attributes(("allowzero", 1)) : null);
        },
    };

    /// <summary>Axes in another order (attribute <c>perm</c>: result axis i is input axis perm[i]).</summary>
    public static readonly Operator Transpose = new("Transpose")
    {
        Type = c => new(c.Inputs[0].Type, new Shape(c.Attributes.Ints("perm")!.Select(a => c.Shape()[(int)a]))),
        Kernel = ShapingKernels.Transpose,
        Gradients = [(y, g) => g.Transpose(Inverse(y.Attributes.Ints("perm")!))],
        Formula = "x̄ = transpose(g) with the inverse order",
        Batching = Batching.Axes,
    };

    /// <summary>Stretching to a shape by broadcasting (attribute <c>shape</c>).</summary>
    public static readonly Operator Expand = new("Expand")
    {
        Type = c => c.Attributes.Shape("shape").Equals(Broadcasting.Common(c.Shape(), c.Attributes.Shape("shape")))
            ? new(c.Inputs[0].Type, c.Attributes.Shape("shape")) : throw c.Error($"cannot stretch to {c.Attributes.Shape("shape")}."),
        Kernel = k => Broadcasting.To(k.Inputs[0], k.Resolve("shape")),
        Gradients = [(_, g) => g],
        Formula = "x̄ = g summed back",
        Batching = b => b.Aligned(0, b.Attributes.Shape("shape").Rank).Expand(b.OfTasks(b.Attributes.Shape("shape"))),
        Lowering = (l, v, inputs) => l.Emit("Expand", v.TypedShape, [inputs[0], l.ShapeVector(v.Shape)]),
    };

    /// <summary>Values one after the other along <c>axis</c>.</summary>
    public static readonly Operator Concat = new("Concat")
    {
        Type = ConcatType,
        Kernel = ShapingKernels.Concat,
        VariadicGradient = (y, g, input) =>
        {
            var axis = (int)y.Attributes.Int("axis");
            var start = y.Inputs.Take(input).Aggregate((Dim)0, (sum, x) => sum + x.Shape[axis]);
            return g.Slice(axis, start, start + y.Inputs[input].Shape[axis]);
        },
        Formula = "x̄ᵢ = slice i of g",
        Batching = Batching.Axes,
    };

    /// <summary>A contiguous part (attributes <c>starts</c>, <c>ends</c>, <c>axes</c>; known bounds, step 1).</summary>
    public static readonly Operator Slice = new("Slice")
    {
        Type = c =>
        {
            var shape = c.Shape();
            foreach (var (axis, start, end) in Ranges(c.Attributes)) shape = shape.With(axis, end - start);
            return new(c.Inputs[0].Type, shape);
        },
        Kernel = ShapingKernels.Slice,
        Gradients = [(y, g) =>
        {
            var x = y.Inputs[0];
            var pads = new long[2 * x.Rank];
            foreach (var (axis, start, end) in Ranges(y.Attributes)) (pads[axis], pads[axis + x.Rank]) = (start, x.Shape[axis].Known - end);
            return g.Pad(pads);
        }],
        Formula = "x̄ = g padded with zeros",
        Batching = Batching.Axes,
        Lowering = (l, v, inputs) => l.Emit("Slice", v.TypedShape, [
            inputs[0], .. new[] { "starts", "ends", "axes" }.Select(name => l.Constant(Tensor.Longs(v.Attributes.Ints(name)!)))]),
    };

    /// <summary>Surrounded by a constant (attributes <c>pads</c>: all begins, then all ends, not negative; <c>value</c>).</summary>
    public static readonly Operator Pad = new("Pad")
    {
        Type = c => new(c.Inputs[0].Type, new Shape(c.Shape().Select((d, a) =>
            d + c.Attributes.Ints("pads")![a] + c.Attributes.Ints("pads")![a + c.Shape().Rank]))),
        Kernel = ShapingKernels.Pad,
        Gradients = [(y, g) =>
        {
            var pads = y.Attributes.Ints("pads")!;
            var x = y.Inputs[0];
            var result = g;
            for (var axis = 0; axis < x.Rank; axis++)
            {
                if (pads[axis] != 0 || pads[axis + x.Rank] != 0) result = result.Slice(axis, pads[axis], pads[axis] + x.Shape[axis]);
            }

            return result;
        }],
        Formula = "x̄ = the inner part of g",
        Batching = b =>
        {
            var pads = b.Attributes.Ints("pads")!;
            return b.Inputs[0].Pad([0, .. pads[..(pads.Length / 2)], 0, .. pads[(pads.Length / 2)..]], b.Attributes.Float("value"));
        },
        Lowering = (l, v, inputs) => l.Emit("Pad", v.TypedShape, [
            inputs[0], l.Constant(Tensor.Longs(v.Attributes.Ints("pads")!)), l.Constant(Tensor.Scalar(v.Type, v.Attributes.Float("value")))]),
    };

    /// <summary>Repeated along each axis (attribute <c>repeats</c>, a shape).</summary>
    public static readonly Operator Tile = new("Tile")
    {
        Expansion = (inputs, a) =>
        {
            var (x, repeats) = (inputs[0], a.Shape("repeats"));
            for (var axis = 0; axis < repeats.Rank; axis++)
            {
                if (repeats[axis] == 1) continue;
                var before = x.Shape;
                x = x.Unsqueeze(axis);
                x = x.Expand(x.Shape.With(axis, repeats[axis])).Reshape(before.With(axis, before[axis] * repeats[axis]));
            }

            return x;
        },
        Lowering = (l, v, inputs) => l.Emit("Tile", v.TypedShape, [inputs[0], l.ShapeVector(v.Attributes.Shape("repeats"))]),
    };

    /// <summary>The lengths of the axes as a vector of 64-bit integers.</summary>
    public static readonly Operator ShapeOf = new("Shape")
    {
        Opset = 13,
        Type = c => new(DataType.Int64, Graphs.Shape.Of(c.Shape().Rank)),
        Kernel = k => Tensor.Longs(k.Inputs[0].Dims),
        HasZeroGradient = true,
        Batching = b => b.Graph.Add(b.Application.Op, b.Inputs).Slice(0, 1, b.Inputs[0].Rank).Unsqueeze(0).Expand(new Shape(b.Tasks, b.Inputs[0].Rank - 1)),
    };

    /// <summary>The order that undoes <paramref name="perm"/>.</summary>
    public static long[] Inverse(long[] perm)
    {
        var inverse = new long[perm.Length];
        for (var i = 0; i < perm.Length; i++) inverse[perm[i]] = i;
        return inverse;
    }

    /// <summary>Axis, first and end index of a slice.</summary>
    internal static IEnumerable<(int Axis, long Start, long End)> Ranges(Attributes a) =>
        a.Ints("axes")!.Select((axis, i) => ((int)axis, a.Ints("starts")![i], a.Ints("ends")![i]));

    private static TypedShape ConcatType(TypeContext c)
    {
        var axis = (int)c.Attributes.Int("axis");
        var total = c.Shape()[axis];
        for (var i = 1; i < c.Inputs.Count; i++)
        {
            if (c.Inputs[i].Type != c.Inputs[0].Type) throw c.Error("element types differ.");
            if (c.Shape(i).Rank != c.Shape().Rank || !c.Shape(i).With(axis, 0).Equals(c.Shape().With(axis, 0)))
                throw c.Error($"shapes differ outside axis {axis}.");
            total += c.Shape(i)[axis];
        }

        return new(c.Inputs[0].Type, c.Shape().With(axis, total));
    }
}
