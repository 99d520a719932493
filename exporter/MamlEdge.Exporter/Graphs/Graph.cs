namespace MamlEdge.Exporter.Graphs;

/// <summary>
/// An append-only, hash-consed arena of values: an application that exists is never built twice, and each is checked for
/// type and shape where it is built. What a program computes is a <see cref="Function"/> over it.
/// </summary>
public sealed class Graph
{
    /// <summary>Most elements of a value, about a terabyte: more is a damaged shape, and products of such lengths would overflow.</summary>
    private const long LargestSize = 1L << 40;

    private readonly List<Value> _values = [];
    private readonly Dictionary<Key, Value> _known = [];
    private readonly Dictionary<string, SymbolSource> _symbols = new(StringComparer.Ordinal);
    private string _scope = "";
    private string? _name;

    /// <summary>All values in order of construction, which is a topological order.</summary>
    public IReadOnlyList<Value> Values => _values;

    /// <summary>Where the length behind each symbol can be read at run time.</summary>
    public IReadOnlyDictionary<string, SymbolSource> Symbols => _symbols;

    /// <summary>The current scope, with a slash at its end unless empty.</summary>
    public string Scope => _scope;

    /// <summary>Builds an application, or returns the equal one that exists.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="inputs">Values of this graph.</param>
    /// <param name="attributes">Attributes, none by default.</param>
    /// <param name="name">Last part of the name; by default that of <see cref="Within"/>, or else the operator's.</param>
    /// <param name="type">Type of the result where the operator has no rule for it (inputs, lowered nodes).</param>
    /// <exception cref="ExporterException">Types or shapes do not fit.</exception>
    public Value Add(Operator op, IReadOnlyList<Value> inputs, Attributes? attributes = null, string? name = null, TypedShape? type = null)
    {
        attributes ??= Attributes.None;
        inputs = [.. inputs];
        var key = new Key(op, inputs, attributes);
        if (_known.TryGetValue(key, out var known)) return known;
        foreach (var input in inputs)
        {
            if (!ReferenceEquals(input.Graph, this)) throw new InvalidOperationException($"Input '{input.Name}' of {op.Name} belongs to another graph.");
        }

        var result = type ?? Infer(op, inputs, attributes);
        if (result.Shape is { } shape) Check(shape, op, name);
        var value = new Value(this, _values.Count, op, inputs, attributes, result, _scope + (name ?? (inputs.Count > 0 ? _name : null) ?? op.Name));
        _values.Add(value);
        _known.Add(key, value);
        Register(value);
        return value;
    }

    /// <summary>Names built from here on, until disposed, start with the given path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="name">The last part of names that are not given: the node that is read, however many operators it takes.</param>
    public ScopeMark Within(string path, string? name = null)
    {
        var mark = new ScopeMark(this, _scope, _name);
        _name = name;
        _scope = path.Length == 0 ? "" : path.TrimEnd('/') + "/";
        return mark;
    }

    /// <summary>Names built from here on, until disposed, get the given part added to their path.</summary>
    public ScopeMark Enter(string part) => Within(_scope + part);

    /// <summary>Path that the next application of an operator gets, for messages.</summary>
    public string PathOf(Operator op) => _scope + op.Name;

    /// <summary>A length that is known only at run time, to be read from an axis of the value that has it.</summary>
    public Dim Fresh(string about) => Dim.Of($"{about}#{_values.Count}");

    private TypedShape Infer(Operator op, IReadOnlyList<Value> inputs, Attributes attributes)
    {
        if (op.Type is not null)
        {
            if (inputs.Count > 0 && inputs.Any(i => !i.HasShape)) return new TypedShape(inputs[0].Type, null);
            return op.Type(new TypeContext(this, op, inputs, attributes));
        }

        if (op.Expansion is null) throw new InvalidOperationException($"Operator {op.Name} has neither a type rule nor an expansion.");
        return inputs.Any(i => !i.HasShape) ? new TypedShape(inputs[0].Type, null) : op.Expansion(inputs, attributes).TypedShape;
    }

    private void Check(Shape shape, Operator op, string? name)
    {
        var size = 1.0;
        foreach (var dim in shape)
        {
            if (dim.IsNegative) throw new ExporterException($"{op.Name} '{_scope}{name ?? op.Name}': its shape {shape} has a negative length.");
            size *= Math.Max(dim.Coefficient, 1);
        }

        if (shape.Rank > Onnx.TensorShape.LargestRank || size > LargestSize)
            throw new ExporterException($"{op.Name} '{_scope}{name ?? op.Name}': its shape {(shape.Rank > Onnx.TensorShape.LargestRank ? $"of {shape.Rank} axes" : shape)} is too large; the most is {Onnx.TensorShape.LargestRank} axes and 2^40 elements.");
    }

    private void Register(Value value)
    {
        if (!value.HasShape) return;
        for (var axis = 0; axis < value.Rank; axis++)
        {
            // A multiple says its symbol too, where no other input does. An input is what has neither inputs nor a rule for its type.
            var symbol = value.Shape[axis].Symbol ?? (value is { Inputs.Count: 0, Op.Type: null } ? value.Shape[axis].Multiple?.Symbol : null);
            if (symbol is not null) _symbols.TryAdd(symbol, new SymbolSource(value, axis));
        }
    }

    /// <summary>An axis of a value whose length a symbol stands for, or a multiple of it.</summary>
    public sealed record SymbolSource(Value Value, int Axis);

    /// <summary>Restores what was in force before it.</summary>
    public readonly struct ScopeMark(Graph graph, string scope, string? name) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => (graph._scope, graph._name) = (scope, name);
    }

    private readonly struct Key(Operator op, IReadOnlyList<Value> inputs, Attributes attributes) : IEquatable<Key>
    {
        private readonly Operator _op = op;
        private readonly IReadOnlyList<Value> _inputs = inputs;
        private readonly Attributes _attributes = attributes;

        public bool Equals(Key other)
        {
            if (!ReferenceEquals(_op, other._op) || _inputs.Count != other._inputs.Count) return false;
            for (var i = 0; i < _inputs.Count; i++)
            {
                if (!ReferenceEquals(_inputs[i], other._inputs[i])) return false;
            }

            return _attributes.Equals(other._attributes);
        }

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            hash.Add(_op);
            hash.Add(_attributes);
            foreach (var input in _inputs) hash.Add(input.Id);
            return hash.ToHashCode();
        }
    }
}
