namespace MamlEdge.Exporter.Graphs;

/// <summary>
/// A value of the graph, which is one application of an operator: what it is computed by, its element type and shape.
/// Identity matters: two equal applications are the same object.
/// </summary>
public sealed class Value
{
    private readonly Shape? _shape;

    internal Value(Graph graph, int id, Operator op, IReadOnlyList<Value> inputs, Attributes attributes, TypedShape type, string name)
    {
        (Graph, Id, Op, Inputs, Attributes, Name) = (graph, id, op, inputs, attributes, name);
        (Type, _shape) = type;
    }

    /// <summary>The graph that it belongs to.</summary>
    public Graph Graph { get; }

    /// <summary>Position in the graph; inputs have smaller ones.</summary>
    public int Id { get; }

    /// <summary>The operator that computes it.</summary>
    public Operator Op { get; }

    /// <summary>What it is computed from.</summary>
    public IReadOnlyList<Value> Inputs { get; }

    /// <summary>Attributes of the application.</summary>
    public Attributes Attributes { get; }

    /// <summary>Path of scopes and a last part, for people: <c>step2/conv1/grad/Mul</c>. Not unique.</summary>
    public string Name { get; }

    /// <summary>The scopes of the name without its last part; empty where there are none.</summary>
    public string Scope => Name.LastIndexOf('/') is var slash && slash > 0 ? Name[..slash] : "";

    /// <summary>The name without its scopes.</summary>
    public string LastName => Scope.Length == 0 ? Name : Name[(Scope.Length + 1)..];

    /// <summary>Element type.</summary>
    public DataType Type { get; }

    /// <summary>Whether the rank is known.</summary>
    public bool HasShape => _shape is not null;

    /// <summary>The axes.</summary>
    /// <exception cref="ExporterException">The rank is not known.</exception>
    public Shape Shape => _shape ?? throw new ExporterException(UnknownShape);

    /// <summary>What to say where the shape would have to be known: of the first value whose shape is not, because its shape is what the user has to give.</summary>
    public string UnknownShape => Op.Undefined.Length > 0 && Inputs.Any(i => !i.HasShape) ? Op.Undefined :
        $"The shape of '{Name}' ({Op.Name}) is not known{(Op.Undefined.Length == 0 ? "" : $": {Op.Undefined.TrimEnd('.')}")}. Give it with --shape '{Name}=N,3,...' (numbers, or names of free lengths), or export the model with shape information (onnx.shape_inference).";

    /// <summary>Number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>Type and shape for messages: <c>Float32 [S, 64]</c>.</summary>
    public string TypeText => $"{Type} {_shape?.ToString() ?? "of unknown shape"}";

    /// <summary>Type and shape together.</summary>
    public TypedShape TypedShape => new(Type, _shape);

    /// <inheritdoc/>
    public override string ToString() => $"%{Id} {Name}: {TypeText} = {Op.Name}({string.Join(", ", Inputs.Select(i => "%" + i.Id))}) {Attributes}";
}
