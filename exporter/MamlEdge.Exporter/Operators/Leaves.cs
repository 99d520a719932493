using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Values that are computed from nothing: inputs, constants, fills of a shape.</summary>
public static class Leaves
{
    /// <summary>An input of the program; its type is given where it is built.</summary>
    public static readonly Operator Input = new("Input") { HasZeroGradient = true };

    /// <summary>A constant tensor (attribute <c>value</c>).</summary>
    public static readonly Operator Constant = new("Constant")
    {
        Type = c => new(c.Attributes.Tensor("value").Type, Shape.Of(c.Attributes.Tensor("value").Dims)),
        Kernel = k => k.Attributes.Tensor("value"),
        HasZeroGradient = true,
    };

    /// <summary>
    /// An initializer of a model that is being read (attributes <c>name</c>, <c>value</c>): a constant that keeps its name until it is
    /// decided which of them are parameters.
    /// </summary>
    public static readonly Operator Initializer = Constant with { Name = "Initializer" };

    /// <summary>A constant that is carried through byte by byte (attribute <c>value</c>): text, types that are not computed with.</summary>
    public static readonly Operator Stored = new("StoredConstant")
    {
        Type = c => c.Attributes.Entries["value"] is StoredTensor t ? new(t.Type, Shape.Of(t.Dims)) : throw c.Error("it holds no stored tensor."),
        HasZeroGradient = true,
        OnnxName = "Constant",
    };

    /// <summary>An optional input that is left out.</summary>
    public static readonly Operator Absent = new("Absent")
    {
        Type = _ => new(DataType.Float32, Shape.Of(0)),
        HasZeroGradient = true,
    };

    /// <summary>A tensor of one repeated number (attributes <c>shape</c>, <c>value</c>, <c>type</c>).</summary>
    public static readonly Operator Fill = new("Fill")
    {
        Type = c => new((DataType)c.Attributes.Int("type"), c.Attributes.Shape("shape")),
        Kernel = k =>
        {
            var dims = k.Resolve("shape");
            var values = new double[Tensor.Count(dims)];
            Array.Fill(values, k.Attributes.Float("value"));
            return new Tensor(k.Type.Type, dims, values);
        },
        HasZeroGradient = true,
        OnnxName = null,
        Lowering = (l, v, _) => l.Emit(
            "ConstantOfShape",
            v.TypedShape,
            [l.ShapeVector(v.Shape)],
            new Attributes(("value", new Tensor(v.Type, [1], [v.Attributes.Float("value")])))),
    };

    /// <summary>The length of a symbolic dimension as a number (attribute <c>shape</c> of one axis, <c>type</c>).</summary>
    public static readonly Operator Length = new("Length")
    {
        Type = c => new((DataType)c.Attributes.Int("type"), Shape.Scalar),
        Kernel = k => Tensor.Scalar(k.Type.Type, k.Resolve("shape")[0]),
        HasZeroGradient = true,
        OnnxName = null,
        Lowering = (l, v, _) =>
        {
            var vector = l.ShapeVector(v.Attributes.Shape("shape"));
            var scalar = l.Emit("Squeeze", new(DataType.Int64, Shape.Scalar), [vector, l.Constant(Tensor.Longs(0))]);
            return l.Emit("Cast", v.TypedShape, [scalar], new Attributes(("to", v.Type)));
        },
    };

    /// <summary>Inputs start, limit, delta: the numbers from start on in steps of delta, before limit.</summary>
    public static readonly Operator Range = new("Range")
    {
        Opset = 11,
        Type = c =>
        {
            var bounds = c.Inputs.Select(i => i.Evaluate()?.Values[0]).ToArray();
            return new(c.Inputs[0].Type, new Shape(
                bounds[0] is { } start && bounds[1] is { } limit && bounds[2] is { } delta ? Math.Max((long)Math.Ceiling((limit - start) / delta), 0)
                : bounds[0] == 0 && bounds[2] == 1 && c.Inputs[1].Dims() is [var length] ? length
                : c.Graph.Fresh("range")));
        },
        Kernel = k =>
        {
            var (start, limit, delta) = (k.Inputs[0].Values[0], k.Inputs[1].Values[0], k.Inputs[2].Values[0]);
            var count = Math.Max((int)Math.Ceiling((limit - start) / delta), 0);
            return new Tensor(k.Type.Type, [count], [.. Enumerable.Range(0, count).Select(i => start + (i * delta))]);
        },
        HasZeroGradient = true,
    };

    /// <summary>An input of the program with the given name.</summary>
    public static Value NewInput(this Graph graph, string name, DataType type, Shape? shape)
    {
        using (graph.Within("")) return graph.Add(Input, [], new Attributes(("name", name)), name, new TypedShape(type, shape));
    }

    /// <summary>A constant.</summary>
    public static Value NewConstant(this Graph graph, Tensor tensor, string? name = null) =>
        graph.Add(Constant, [], new Attributes(("value", tensor)), name);

    /// <summary>A single number of the given type.</summary>
    public static Value NewScalar(this Graph graph, DataType type, double value) => graph.NewConstant(Tensor.Scalar(type, value));

    /// <summary>A tensor of one repeated number: a constant scalar where the shape is scalar.</summary>
    public static Value NewFill(this Graph graph, DataType type, Shape shape, double value) =>
        shape.Rank == 0 ? graph.NewScalar(type, value)
        : graph.Add(Fill, [], new Attributes(("shape", shape), ("value", value), ("type", type)));

    /// <summary>A dimension as a number: a constant where it is known, otherwise read at run time.</summary>
    public static Value NewLength(this Graph graph, DataType type, Dim dim) =>
        dim.IsKnown ? graph.NewScalar(type, dim.Known)
        : dim.Coefficient != 1 ? graph.NewLength(type, Dim.Divide(dim, dim.Coefficient)!.Value) * dim.Coefficient
        : graph.Add(Length, [], new Attributes(("shape", new Shape(dim)), ("type", type)));

    /// <summary>A tensor of zeros of the type and shape of <paramref name="like"/>.</summary>
    public static Value Zeros(this Value like) => like.Graph.NewFill(like.Type, like.Shape, 0);

    /// <summary>The constant that a value is, or null. A fill of known shape counts as one.</summary>
    public static Tensor? AsConstant(this Value value) =>
        value.Op == Constant ? value.Attributes.Tensor("value") : null;

    /// <summary>The number that every element of a value is known to be, or null.</summary>
    public static double? AsUniform(this Value value) =>
        value.Op == Fill ? value.Attributes.Float("value") : value.AsConstant()?.Uniform();

    /// <summary>The value where it is given, null where the optional input is left out.</summary>
    public static Value? OrNull(this Value? value) => value is null || value.Op == Absent ? null : value;
}
