using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Transforms;

/// <summary>
/// Writes a function in plain ONNX: each operator as itself or as its lowering rule says, symbolic lengths as run-time shape
/// arithmetic where they cannot be avoided. Operators of the result are ONNX operators, attributes ONNX attributes.
/// </summary>
public sealed class Lowering : ILowering
{
    private const long LargestConstantOfAFunction = 16;

    private readonly Graph _target = new();
    private readonly Dictionary<Value, Value> _lowered = [];
    private readonly Dictionary<(string, int, int), Operator> _forms = [];
    private readonly Dictionary<Subgraph, Subgraph> _bodies = [];
    private readonly Dictionary<SharedFunction, (SharedFunction Function, IReadOnlyList<Tensor> Constants)> _callees;
    private readonly Dictionary<SharedFunction, Value[]> _constants = [];
    private readonly Graph _source;

    private Lowering(Graph source, Dictionary<SharedFunction, (SharedFunction Function, IReadOnlyList<Tensor> Constants)> callees)
    {
        (_source, _callees) = (source, callees);
    }

    /// <summary>The function in plain ONNX operators, in a graph of its own.</summary>
    public static Function Run(Function function) => Run(function, []);

    /// <summary>The same; functions that others call too are lowered once.</summary>
    private static Function Run(Function function, Dictionary<SharedFunction, (SharedFunction Function, IReadOnlyList<Tensor> Constants)> callees)
    {
        var lowering = new Lowering(function.Graph, callees);
        foreach (var input in function.Inputs) lowering.Lower(input);
        return new([.. function.Inputs.Select(i => lowering._lowered[i])], [.. function.Outputs.Select(o => o with { Value = lowering.Lower(o.Value) })]);
    }

    /// <inheritdoc/>
    public Value Lower(Value value)
    {
        if (_lowered.TryGetValue(value, out var known)) return known;
        foreach (var needed in Function.Reachable([value]))
        {
            if (!_lowered.ContainsKey(needed)) _lowered[needed] = One(needed);
        }

        return _lowered[value];
    }

    /// <inheritdoc/>
    public Value Emit(string onnxOperator, TypedShape type, IReadOnlyList<Value> inputs, Attributes? attributes = null, int opset = 18, int slot = 0)
    {
        if (!_forms.TryGetValue((onnxOperator, opset, slot), out var form))
            _forms[(onnxOperator, opset, slot)] = form = new Operator(onnxOperator) { Opset = opset, OutputSlot = slot };
        return _target.Add(form, inputs, attributes, type: type);
    }

    /// <inheritdoc/>
    public Value Constant(Tensor tensor) => _target.NewConstant(tensor);

    /// <inheritdoc/>
    public Value ShapeVector(IReadOnlyList<Dim> dims)
    {
        if (dims.All(d => d.IsKnown)) return Constant(Tensor.Longs([.. dims.Select(d => d.Known)]));
        var parts = new List<Value>();
        for (var i = 0; i < dims.Count; i++)
        {
            var known = dims.Skip(i).TakeWhile(d => d.IsKnown).Select(d => d.Known).ToArray();
            parts.Add(known.Length > 0 ? Constant(Tensor.Longs(known)) : LengthVector(dims[i]));
            i += Math.Max(known.Length - 1, 0);
        }

        return parts.Count == 1 ? parts[0]
            : Emit("Concat", new(DataType.Int64, Shape.Of(dims.Count)), parts, new Attributes(("axis", 0)), 13);
    }

    /// <summary>A symbolic length as an integer vector of one element.</summary>
    private Value LengthVector(Dim dim)
    {
        var one = new TypedShape(DataType.Int64, Shape.Of(1));
        return dim.Terms.Select(Product).Aggregate((sum, term) => Emit("Add", one, [sum, term], null, 14));

        Value Product(DimTerm term)
        {
            var product = term.Coefficient == 1 && term.Product.Length > 0 ? null : Constant(Tensor.Longs(term.Coefficient));
            foreach (var symbol in term.Symbols)
            {
                var (value, axis) = _source.Symbols.TryGetValue(symbol, out var source) ? source
                    : throw new ExporterException($"The length '{symbol}' cannot be read from any value. Give the axis a number, or that name alone, with --shape.");
                var length = Emit("Shape", one, [Lower(value)], new Attributes(("start", axis), ("end", axis + 1)), 15);
                if (value.Shape[axis].Coefficient is > 1 and var times) length = Emit("Div", one, [length, Constant(Tensor.Longs(times))], null, 14);
                product = product is null ? length : Emit("Mul", one, [product, length], null, 14);
            }

            return product!;
        }
    }

    private Value One(Value value)
    {
        // What a rule builds of graph operators belongs to the value, too.
        using var built = _source.Within(value.Scope);
        using var scope = _target.Within(value.Scope);
        if (value.Op == Leaves.Input) return _target.NewInput(value.Name, value.Type, value.HasShape ? value.Shape : null);
        if (value.Op == Leaves.Constant) return Constant(value.AsConstant()!);
        if (value.Op == Leaves.Initializer)
        {
            using (_target.Within("")) return _target.Add(Leaves.Initializer, [], value.Attributes, value.Name);
        }

        if (value.Op == Leaves.Absent) return _target.Add(Leaves.Absent, []);
        Value[] inputs = [.. value.Inputs.Select(Lower)];
        if (value.Op.Callee is { } callee) return Call(callee, value, inputs);
        if (value.Op.Lowering is not null) return value.Op.Lowering(this, value, inputs);
        var form = value.Op.OnnxName ?? throw new ExporterException($"{value.Op.Name} '{value.Name}' has neither an ONNX form nor a lowering.");
        var attributes = Lowered(value.Attributes);
        using var own = _target.Within(value.Scope, value.LastName);
        return value.Op.Outputs > 0 ? _target.Add(value.Op, inputs, attributes, type: value.TypedShape)
            : Emit(form, value.TypedShape, inputs, attributes, value.Op.Opset, value.Op.OutputSlot);
    }

    /// <summary>Attributes with their subgraphs lowered, each once, so that the results of one node keep equal attributes.</summary>
    private Attributes Lowered(Attributes attributes) => attributes.Entries.Values.Any(a => a is Subgraph)
        ? new(attributes.Entries.Select(a => (a.Key, (object?)(a.Value is Subgraph body ? Lowered(body) : a.Value)))) : attributes;

    private Subgraph Lowered(Subgraph body) =>
        _bodies.TryGetValue(body, out var known) ? known : _bodies[body] = body with { Body = Run(body.Body, _callees) };

    /// <summary>A call of the lowered function, with its large constants as further inputs, so that all calls share one copy of them.</summary>
    private Value Call(SharedFunction callee, Value value, Value[] inputs)
    {
        if (!_callees.TryGetValue(callee, out var lowered))
        {
            var (body, tables) = Calls.TakeOutConstants(Run(callee.Body, _callees), LargestConstantOfAFunction);
            _callees[callee] = lowered = (new SharedFunction(callee.Name, body), tables);
        }

        if (!_constants.TryGetValue(callee, out var constants)) _constants[callee] = constants = [.. lowered.Constants.Select(Constant)];
        return _target.Add(lowered.Function.Results[value.Op.OutputSlot], [.. inputs, .. constants], name: value.LastName);
    }
}
