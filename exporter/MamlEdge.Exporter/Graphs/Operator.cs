namespace MamlEdge.Exporter.Graphs;

/// <summary>Element type and shape of a result; a null shape is one of unknown rank.</summary>
public readonly record struct TypedShape(DataType Type, Shape? Shape);

/// <summary>What an operator's type rule sees: the graph, the inputs and the attributes.</summary>
public sealed record TypeContext(Graph Graph, Operator Op, IReadOnlyList<Value> Inputs, Attributes Attributes)
{
    /// <summary>Shape of an input.</summary>
    public Shape Shape(int input = 0) => Inputs[input].Shape;

    /// <summary>An error that names the operator and the reason.</summary>
    public ExporterException Error(string reason) =>
        new($"{Op.Name} '{Graph.PathOf(Op)}': {reason} Inputs: {string.Join(", ", Inputs.Select(i => $"'{i.Name}' {i.TypeText}"))}.");
}

/// <summary>What an operator's kernel sees: inputs as tensors, attributes, and symbols bound to lengths.</summary>
public sealed record KernelContext(Tensor[] Inputs, Attributes Attributes, TypedShape Type, IReadOnlyDictionary<string, long> Symbols)
{
    /// <summary>Attribute shape with its symbols bound.</summary>
    public long[] Resolve(string attribute) => Resolve(Attributes.Shape(attribute));

    /// <summary>A shape with its symbols bound.</summary>
    public long[] Resolve(Shape shape) => [.. shape.Select(d => d.Evaluate(Symbols))];
}

/// <summary>
/// A vector-Jacobian product: the cotangent of one input, given the application <paramref name="y"/> and the cotangent
/// <paramref name="g"/> of its result. It may have the broadcast shape; the engine sums it back.
/// </summary>
public delegate Value VectorJacobian(Value y, Value g);

/// <summary>
/// One operator of the graph language, complete in one place: name, type rule, reference kernel, gradient rule or
/// expansion into simpler operators, and lowering to ONNX. Every operator has exactly one result.
/// </summary>
public sealed record Operator(string Name)
{
    /// <summary>Element type and shape of the result. Not needed where <see cref="Expansion"/> is given.</summary>
    public Func<TypeContext, TypedShape>? Type { get; init; }

    /// <summary>Double-precision reference. Not needed where <see cref="Expansion"/> is given.</summary>
    public Func<KernelContext, Tensor>? Kernel { get; init; }

    /// <summary>Gradient rules, one an input; a null entry is a declared zero gradient.</summary>
    public IReadOnlyList<VectorJacobian?>? Gradients { get; init; }

    /// <summary>Gradient rule of operators with any number of inputs: application, cotangent, input index.</summary>
    public Func<Value, Value, int, Value>? VariadicGradient { get; init; }

    /// <summary>The gradient of every input is declared to be zero.</summary>
    public bool HasZeroGradient { get; init; }

    /// <summary>The same result in terms of simpler operators; type, kernel and gradient follow from it.</summary>
    public Func<IReadOnlyList<Value>, Attributes, Value>? Expansion { get; init; }

    /// <summary>ONNX operator that it is written as; null where it is not one itself and <see cref="Lowering"/> is given.</summary>
    public string? OnnxName { get; init; } = Name;

    /// <summary>First opset version that holds this form.</summary>
    public int Opset { get; init; } = 18;

    /// <summary>The function that an application is a call of; the result is its result number <see cref="OutputSlot"/>.</summary>
    public SharedFunction? Callee { get; init; }

    /// <summary>Which output of the ONNX node the result is (MaxPool: 0 values, 1 indices).</summary>
    public int OutputSlot { get; init; }

    /// <summary>
    /// How it is written in ONNX where inputs or attributes differ: called with the lowering, the application and its lowered
    /// inputs. Null means: same name, same inputs, same attributes.
    /// </summary>
    public Func<ILowering, Value, IReadOnlyList<Value>, Value>? Lowering { get; init; }

    /// <summary>How many outputs its ONNX node has at least, used or not (Split); 0 for as many as are used.</summary>
    public int Outputs { get; init; }

    /// <summary>Why a node of a model is carried through without a definition; empty where its operator simply has none.</summary>
    public string Undefined { get; init; } = "";

    /// <summary>Formula of the gradient for the documentation, in the notation of docs/operators.md.</summary>
    public string Formula { get; init; } = "";

    /// <summary>What the gradient is where the derivative does not exist or is not unique, for the documentation.</summary>
    public string Convention { get; init; } = "";

    /// <summary>Whether a cotangent can be taken through (a rule, a declared zero, an expansion or a function).</summary>
    public bool IsDifferentiable => Gradients is not null || VariadicGradient is not null || HasZeroGradient || Expansion is not null || Callee is not null;

    /// <inheritdoc/>
    public bool Equals(Operator? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>What a lowering rule may emit: plain ONNX nodes, constants and run-time shapes.</summary>
public interface ILowering
{
    /// <summary>An ONNX node of the given result type.</summary>
    Value Emit(string onnxOperator, TypedShape type, IReadOnlyList<Value> inputs, Attributes? attributes = null, int opset = 18, int slot = 0);

    /// <summary>A constant.</summary>
    Value Constant(Tensor tensor);

    /// <summary>A vector of 64-bit integers with the lengths of a shape, read from the inputs where it is symbolic.</summary>
    Value ShapeVector(IReadOnlyList<Dim> dims);

    /// <summary>Lowers a value that a rule built from graph operators.</summary>
    Value Lower(Value value);
}
