using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// Scatter with replacement, product, maximum and minimum, and the ND forms of gather and scatter, which are those of one axis over
/// flat indices. A scatter that adds is the data plus the adjoint of a gather.
/// </summary>
public static class Scattering
{
    /// <summary>
    /// Data with updates written (<c>reduction</c> none), multiplied, or taken the maximum or minimum with, at indices along <c>axis</c>.
    /// Equal maxima share the cotangent evenly and a zero factor leaves the product of the others, as in PyTorch's scatter_reduce; of
    /// several updates of one element that replace it the last one holds, and each gets the cotangent: indices should be unique.
    /// </summary>
    public static readonly Operator ScatterElements = new("ScatterElements")
    {
        Type = c => c.Shape(1).Equals(c.Shape(2)) ? c.Inputs[0].TypedShape : throw c.Error("indices and updates differ in shape."),
        Kernel = ScatteringKernels.Elements,
        Gradients = [DataGradient, null, UpdatesGradient],
        Formula = "x̄ = g with 0 at the indices, ū = g gathered; mul: g y / x, g y / u; max, min: g shared by ties",
        Batching = Batching.Axes,
    };

    /// <summary>Slices of data by index vectors of its leading axes, after <c>batch_dims</c> axes in common.</summary>
    public static readonly Operator GatherND = new("GatherND")
    {
        Opset = 13,
        Type = c =>
        {
            var (x, i, batch) = (c.Shape(0), c.Shape(1), (int)c.Attributes.Int("batch_dims"));
            return new(c.Inputs[0].Type, new Shape([.. i.SkipLast(1), .. x.Skip(batch + Depth(c))]));
        },
        Expansion = (inputs, a) => Gathered(inputs[0], inputs[1], (int)a.Int("batch_dims")),
    };

    /// <summary>Data with slices updated at index vectors of its leading axes (<c>reduction</c> none, add, mul, max, min).</summary>
    public static readonly Operator ScatterND = new("ScatterND")
    {
        Type = c => Depth(c) <= c.Shape().Rank ? c.Inputs[0].TypedShape : throw c.Error("the indices have more entries than the data has axes."),
        Expansion = (inputs, a) => Scattered(inputs[0], inputs[1], inputs[2], a.Text("reduction", "none")),
    };

    /// <summary>Reads a node whose second input is indices and that may have an axis.</summary>
    internal static Value Read(OnnxNode n, Operator op, bool axis)
    {
        var attributes = axis ? n.Attributes.With("axis", n.Axis("axis", 0, n.X().Rank)) : n.Attributes;
        Value[] inputs = [n.X(), n.X(1).CastTo(DataType.Int64), .. n.Inputs.Skip(2).Select((_, i) => n.X(i + 2))];
        if (n.Attributes.Text("reduction", "none") is not ("none" or "add" or "mul" or "max" or "min") and var other) throw n.Error($"reduction '{other}' is unknown: none, add, mul, max and min are");
        return op == ScatterElements && n.Attributes.Text("reduction") == "add"
            ? n.X() + inputs[2].ScatterAddElements(inputs[1], (int)attributes.Int("axis"), n.X().Shape)
            : n.Graph.Add(op, inputs, attributes, n.Name);
    }

    /// <summary>Data with updates at indices along an axis.</summary>
    public static Value Scatter(this Value data, Value indices, Value updates, int axis, string reduction = "none") =>
        data.Graph.Add(ScatterElements, [data, indices, updates], new Attributes(("axis", axis), ("reduction", reduction)));

    private static Value DataGradient(Value y, Value g)
    {
        var (x, i, u, axis, reduction) = Parts(y);
        switch (reduction)
        {
            case "none": return g.Scatter(i, u.Zeros(), axis);
            case "mul": return g * NotZero(x).Scatter(i, u, axis, "mul") / NotZero(x);
            default: return Shared(y, g) * x.EqualTo(y).CastTo(g.Type);
        }
    }

    private static Value UpdatesGradient(Value y, Value g)
    {
        var (x, i, u, axis, reduction) = Parts(y);
        switch (reduction)
        {
            case "none": return g.GatherElements(i, axis);
            case "mul":
                // The only zero factor of an element gets the product of the others.
                var zero = u.EqualTo(u.Number(0));
                var zeros = zero.CastTo(u.Type).ScatterAddElements(i, axis, x.Shape).GatherElements(i, axis);
                var only = zero.AndAlso(zeros.EqualTo(u.Number(1)));
                var others = x.Scatter(i, only.Choose(u.Number(1), u), axis, "mul");
                return only.Choose((g * others).GatherElements(i, axis), (g * y).GatherElements(i, axis) / NotZero(u));
            default: return Shared(y, g).GatherElements(i, axis) * u.EqualTo(y.GatherElements(i, axis)).CastTo(g.Type);
        }
    }

    /// <summary>The cotangent divided by the number of data and updates that equal the extremum.</summary>
    private static Value Shared(Value y, Value g)
    {
        var (x, i, u, axis, _) = Parts(y);
        return g / (x.EqualTo(y).CastTo(g.Type) + u.EqualTo(y.GatherElements(i, axis)).CastTo(g.Type).ScatterAddElements(i, axis, x.Shape));
    }

    private static Value NotZero(Value x) => x.EqualTo(x.Number(0)).Choose(x.Number(1), x);

    private static (Value Data, Value Indices, Value Updates, int Axis, string Reduction) Parts(Value y) =>
        (y.Inputs[0], y.Inputs[1], y.Inputs[2], (int)y.Attributes.Int("axis"), y.Attributes.Text("reduction", "none"));

    /// <summary>How many axes an index vector is for.</summary>
    private static int Depth(TypeContext c) => c.Shape(1)[-1] is { IsKnown: true } depth ? (int)depth.Known : throw c.Error("the last axis of the indices must be known.");

    private static Value Gathered(Value x, Value indices, int batch)
    {
        var depth = (int)indices.Shape[-1].Known;
        Dim[] lead = [.. x.Shape.Take(batch)], rest = [.. x.Shape.Skip(batch + depth)];
        var size = new Shape(x.Shape.Skip(batch).Take(depth)).Size;
        var flat = Flat(indices, [.. x.Shape.Skip(batch).Take(depth)]);
        if (batch == 0) return x.Reshape(new Shape([size, .. rest])).Gather(flat, 0);
        var (n, count, inner) = (new Shape(lead).Size, new Shape(flat.Shape.Skip(batch)).Size, new Shape(rest).Size);
        return x.Reshape(new Shape(n, size, inner)).GatherElements(flat.Reshape(new Shape(n, count, 1)).Expand(new Shape(n, count, inner)), 1)
            .Reshape(new Shape([.. flat.Shape, .. rest]));
    }

    private static Value Scattered(Value x, Value indices, Value updates, string reduction)
    {
        var depth = (int)indices.Shape[-1].Known;
        var flat = Flat(indices, [.. x.Shape.Take(depth)]);
        var (size, inner, count) = (new Shape(x.Shape.Take(depth)).Size, new Shape(x.Shape.Skip(depth)).Size, flat.Shape.Size);
        if (reduction == "add") return x + updates.ScatterAdd(flat, 0, new Shape([size, .. x.Shape.Skip(depth)])).Reshape(x.Shape);
        return x.Reshape(new Shape(size, inner))
            .Scatter(flat.Reshape(new Shape(count, 1)).Expand(new Shape(count, inner)), updates.Reshape(new Shape(count, inner)), 0, reduction).Reshape(x.Shape);
    }

    /// <summary>Index vectors on the last axis as indices into the flattened axes. The first may stay negative: it counts from the end of all.</summary>
    private static Value Flat(Value indices, Dim[] lengths)
    {
        var axis = indices.Rank - 1;
        var bare = new Shape(indices.Shape.SkipLast(1));
        var flat = Part(0);
        for (var k = 1; k < lengths.Length; k++)
        {
            var (part, length) = (Part(k), indices.Graph.NewLength(DataType.Int64, lengths[k]));
            flat = (flat * length) + part.LessThan(part.Number(0)).Choose(part + length, part);
        }

        return flat;

        Value Part(int k) => indices.Slice(axis, k, k + 1).Reshape(bare);
    }
}
