using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Onnx.Proto;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Models;

/// <summary>
/// The names that nodes of one body see: its own, and those around it. Three kinds of body nest in others: a branch that is written out in the same
/// graph, the body of a function (which sees nothing around it), and a subgraph, whose values are in a graph of their own and which
/// gets what it uses from around it as further inputs.
/// </summary>
internal sealed class ReadingScope
{
    private const int DeepestNesting = 64;
    private const int LongestPart = 60;

    private readonly Dictionary<string, Value?> _values = new(StringComparer.Ordinal) { [""] = null };
    private readonly ReadingScope? _around;
    private readonly int _depth;

    private ReadingScope(ReadingContext context, Graph graph, long opset)
    {
        (Context, Graph, Opset) = (context, graph, opset);
    }

    private ReadingScope(ReadingScope outer, Graph graph, string name, bool seesAround)
        : this(outer.Context, graph, outer.Opset)
    {
        (_depth, _around) = (outer._depth + 1, seesAround ? outer : null);
        (References, Function, Caller) = (outer.References, outer.Function, outer.Caller);
        Path = $"{outer.Path}{(name.Length > LongestPart ? name[..LongestPart] : name)}/";
        if (_depth > DeepestNesting) throw new ExporterException($"The model nests functions and subgraphs more than {DeepestNesting} deep, which is the most that is read ('{name}').");
    }

    public ReadingContext Context { get; }

    public Graph Graph { get; }

    /// <summary>Version of the default operator set.</summary>
    public long Opset { get; private init; }

    /// <summary>Prefix of names, for people.</summary>
    public string Path { get; private init; } = "";

    /// <summary>Attributes of the call, in the body of a function.</summary>
    public IReadOnlyDictionary<string, AttributeProto>? References { get; private init; }

    /// <summary>The function whose body this is in, if any, and the scope that it is called from.</summary>
    public FunctionProto? Function { get; private init; }

    public ReadingScope? Caller { get; private init; }

    /// <summary>Declared types of values.</summary>
    public Dictionary<string, TypeProto> Types { get; } = new(StringComparer.Ordinal);

    /// <summary>What a subgraph uses from around it: the value there, and the input in its own graph.</summary>
    public List<(Value Outer, Value Inner)> Captures { get; } = [];

    /// <summary>The values that are defined here, by name.</summary>
    public IReadOnlyDictionary<string, Value?> Values => _values;

    public Value? this[string name]
    {
        set => _values[name] = value;
    }

    public static ReadingScope Of(ReadingContext context, long opset) => new(context, new Graph(), opset);

    /// <summary>A body in the same graph.</summary>
    public ReadingScope Branch(string name) => new(this, Graph, name, seesAround: true);

    /// <summary>A body in a graph of its own.</summary>
    public ReadingScope Subgraph(string name) => new(this, new Graph(), name, seesAround: true);

    /// <summary>The body of a function.</summary>
    public ReadingScope Call(FunctionProto function, string name, long opset, IReadOnlyDictionary<string, AttributeProto> attributes) =>
        new(this, Graph, name, seesAround: false) { Opset = opset, References = attributes, Function = function, Caller = this };

    /// <summary>The value of a name.</summary>
    /// <exception cref="ExporterException">Nothing defines it.</exception>
    public Value? Find(string name, string user) => TryFind(name, out var value) ? value
        : throw new ExporterException($"{user} uses the value '{name}', which nothing defines. The model is damaged; export it again.");

    public bool IsDefined(string name) => _values.ContainsKey(name);

    public void Declare(IEnumerable<ValueInfoProto> values)
    {
        foreach (var value in values.Where(v => v.Type is not null)) Types.TryAdd(value.Name, value.Type);
    }

    private bool TryFind(string name, out Value? value)
    {
        if (_values.TryGetValue(name, out value)) return true;
        if (_around is null || !_around.TryFind(name, out value)) return false;
        if (value is not null && value.Graph != Graph) value = Captured(value);
        _values[name] = value;
        return true;
    }

    /// <summary>What is around a subgraph, in its graph: small constants that forms may need are copied, all else becomes an input.</summary>
    private Value Captured(Value outer)
    {
        var constant = outer.AsConstant() ?? (outer.Op == Leaves.Initializer && !outer.Type.IsFloat() ? outer.Attributes.Tensor("value") : null);
        if (constant is not null) return Graph.NewConstant(constant, outer.Name);
        var inner = Graph.NewInput($"around.{outer.Id}", outer.Type, outer.HasShape ? outer.Shape : null);
        if (!Captures.Any(c => c.Outer == outer)) Captures.Add((outer, inner));
        return inner;
    }
}
