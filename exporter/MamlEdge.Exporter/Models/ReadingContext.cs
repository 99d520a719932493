using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Models;

/// <summary>What holds for the whole of a model that is being read: its functions, how types and shapes are taken, and limits.</summary>
internal sealed class ReadingContext
{
    /// <summary>Most nodes that are read, those of functions counted at every call.</summary>
    private const int MostNodes = 1_000_000;

    private readonly Dictionary<(string Domain, string Name, string Overload), FunctionProto> _functions;
    private readonly Dictionary<string, Dim> _lengths = new(StringComparer.Ordinal);
    private readonly HashSet<string> _symbols;
    private readonly HashSet<string> _shapesUsed = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, int, int, long, string), Operator> _carried = [];
    private readonly ReadOptions _options;
    private readonly bool _narrows;
    private int _nodes;

    public ReadingContext(ModelProto model, ReadOptions options)
    {
        (Model, _options) = (model, options);
        _functions = model.Functions.ToDictionary(f => (f.Domain, f.Name, f.Overload));
        _narrows = options.InFloat32 && model.Graph.Input.Any(i => i.Type?.TensorType?.ElemType == (int)DataType.Float64);
        _symbols = [.. model.Graph.Input.SelectMany(i => i.Type?.TensorType?.Shape?.Dim ?? []).Select(Declared).OfType<string>().SelectMany(s => Dim.Parse(s)?.Multiple is ({ } part, _) ? new[] { s, part } : [s])];
        foreach (var input in model.Graph.Input.Where(i => options.Shapes.ContainsKey(i.Name))) Bind(input, options.Shapes[input.Name]);
    }

    public ModelProto Model { get; }

    /// <summary>The model-local function that a node calls, or null where it is an operator.</summary>
    public FunctionProto? FunctionOf(NodeProto node) => _functions.GetValueOrDefault((node.Domain, node.OpType, node.Overload));

    /// <summary>Counts a node that is read.</summary>
    /// <exception cref="ExporterException">There are too many.</exception>
    public void Count()
    {
        if (++_nodes > MostNodes) throw new ExporterException($"The model has more than {MostNodes} nodes when its functions are written out, which is the most that is read.");
    }

    /// <summary>The operator of one output of nodes that are carried through because they have no definition here.</summary>
    /// <param name="type">ONNX operator.</param>
    /// <param name="slot">Which output.</param>
    /// <param name="outputs">How many outputs the node has.</param>
    /// <param name="opset">Operator set that it is written for.</param>
    /// <param name="reason">Why an operator with a definition is carried through; empty for the others.</param>
    public Operator Carried(string type, int slot, int outputs, long opset, string reason)
    {
        if (!_carried.TryGetValue((type, slot, outputs, opset, reason), out var op))
            _carried[(type, slot, outputs, opset, reason)] = op = new Operator(type) { OutputSlot = slot, Outputs = outputs, Opset = (int)opset, Undefined = reason };
        return op;
    }

    /// <summary>The element type as it is read.</summary>
    /// <exception cref="ExporterException">The number is none of ONNX up to opset 21.</exception>
    public DataType TypeOf(long number, string name) => !Enum.IsDefined((DataType)number) || number > int.MaxValue
        ? throw new ExporterException($"'{name}' has the element type {number}, which is none of opset 21. Export the model again.")
        : AsRead((DataType)number);

    /// <summary>The type that values of a type are read as.</summary>
    public DataType AsRead(DataType type) =>
        (_options.InFloat32 && type is DataType.Float16 or DataType.BFloat16) || (_narrows && type == DataType.Float64) ? DataType.Float32 : type;

    /// <summary>Element type and shape that a declaration gives, or null where it gives no tensor type. Lengths of 0 and -1 are free ones.</summary>
    public TypedShape? TypeOf(TypeProto? type, string name) => type?.TensorType is not { ElemType: not 0 } tensor ? null
        : new TypedShape(TypeOf(tensor.ElemType, name), GivenShape(name) ?? (tensor.Shape is null ? null : ShapeOf(tensor.Shape, name)));

    /// <summary>
    /// Whether an Identity stands for an initializer of its own: PyTorch writes one initializer for all that are equal, so that scale and
    /// variance of a fresh batch norm become one. Only tensors of one repeated number are equal by chance; others are shared on purpose, unless the
    /// user says otherwise by the name.
    /// </summary>
    public bool Restores(IReadOnlyList<Value?> inputs, string name) => inputs is [{ } x] && x.Op == Leaves.Initializer && x.Type.IsFloat()
        && (_options.Separated.Contains(name) || (_options.SeparatesCopies && x.Rank > 0 && x.Attributes.Tensor("value").Uniform() is not null));

    /// <summary>The shape that the user gives to a value, or null.</summary>
    public Shape? GivenShape(string name) => _options.Shapes.TryGetValue(name, out var shape) && (_shapesUsed.Add(name) || true) ? new Shape(shape.Select(d => d.Substitute(_lengths))) : null;

    /// <summary>Refuses shapes that were given to values which the model does not have.</summary>
    public void RequireShapesUsed()
    {
        if (_options.Shapes.Keys.FirstOrDefault(name => !_shapesUsed.Contains(name)) is not { } unused) return;
        throw new ExporterException($"--shape {unused}: there is no such input, and no value of unknown shape. Inputs: {string.Join(", ", Model.Graph.Input.Select(i => i.Name))}.");
    }

    /// <summary>A stored tensor as a constant: a <see cref="Tensor"/>, or a <see cref="StoredTensor"/> where numbers would change or there are none.</summary>
    public object TensorOf(TensorProto tensor)
    {
        var read = OnnxTensors.Read(tensor);
        return read is Tensor t && AsRead(t.Type) is var type && type != t.Type ? t.Cast(type) : read;
    }

    private Shape ShapeOf(TensorShapeProto shape, string name)
    {
        if (shape.Dim.Count > TensorShape.LargestRank) throw new ExporterException($"'{name}' has {shape.Dim.Count} axes; the most is {TensorShape.LargestRank}. The model is damaged; export it again.");
        return new(shape.Dim.Select((d, axis) => Declared(d) is { } symbol ? LengthOf(symbol) : d.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue && d.DimValue >= 0 ? d.DimValue : Dim.Of($"{name}.{axis}")));
    }

    /// <summary>A name, or what is computed of names that inputs have as axes; as such a file of this exporter writes it.</summary>
    private Dim LengthOf(string text) => _lengths.TryGetValue(text, out var given) ? given
        : Dim.Parse(text) is { } length && length.Symbols.All(_symbols.Contains) ? length.Substitute(_lengths) : Dim.Of(text);

    private static string? Declared(TensorShapeProto.Types.Dimension dim) => dim.DimParam.Length > 0 ? dim.DimParam : null;

    private void Bind(ValueInfoProto input, Shape given)
    {
        if (input.Type?.TensorType?.Shape is not { } declared) return;
        if (declared.Dim.Count != given.Rank) throw new ExporterException($"--shape {input.Name}: the input has {declared.Dim.Count} axes, got {given.Rank}.");
        for (var axis = 0; axis < given.Rank; axis++)
        {
            if (Declared(declared.Dim[axis]) is { } symbol) _lengths.TryAdd(symbol, given[axis]);
        }
    }
}
