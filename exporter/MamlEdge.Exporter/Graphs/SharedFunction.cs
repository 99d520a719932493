namespace MamlEdge.Exporter.Graphs;

/// <summary>
/// A function that graphs call instead of holding a copy of it for each use. A call with n results is n values, one for each result,
/// of operators that belong to this function. Written as a model-local function of ONNX.
/// </summary>
public sealed class SharedFunction
{
    /// <summary>A function to be called by the given name.</summary>
    public SharedFunction(string name, Function body)
    {
        (Name, Body) = (name, body);
        Results = [.. body.Outputs.Select((_, slot) => new Operator(name) { Type = TypeOf, Callee = this, OutputSlot = slot })];
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What a call computes, in a graph of its own.</summary>
    public Function Body { get; }

    /// <summary>The operators of a call, one for each result.</summary>
    public IReadOnlyList<Operator> Results { get; }

    /// <summary>A call: its results in order.</summary>
    /// <param name="inputs">One value for each input of the body.</param>
    /// <exception cref="ExporterException">Inputs do not fit those of the body.</exception>
    public Value[] Call(IReadOnlyList<Value> inputs) => [.. Results.Select((op, slot) => inputs[0].Graph.Add(op, inputs, name: Body.Outputs[slot].Name))];

    /// <summary>The value that stands for the whole call that a value is a result of.</summary>
    public static Value CallOf(Value result) => result.Graph.Add(result.Op.Callee!.Results[0], result.Inputs);

    private TypedShape TypeOf(TypeContext c)
    {
        if (c.Inputs.Count != Body.Inputs.Count) throw c.Error($"a call needs {Body.Inputs.Count} inputs, got {c.Inputs.Count}.");
        var symbols = new Dictionary<string, Dim>(StringComparer.Ordinal);
        foreach (var (dim, own) in c.Inputs.Zip(Body.Inputs).SelectMany(i => i.First.Shape.Zip(i.Second.Shape)))
        {
            if (own.Multiple is ({ } symbol, var times) && Dim.Divide(dim, times) is { } length) symbols.TryAdd(symbol, length);
        }

        foreach (var (given, input) in c.Inputs.Zip(Body.Inputs))
        {
            if (given.Type != input.Type || !new Shape(input.Shape.Select(d => d.Substitute(symbols))).Equals(given.Shape))
                throw c.Error($"input '{input.Name}' must be {input.TypeText}, got {given.TypeText}.");
        }

        var result = Body.Outputs[c.Op.OutputSlot].Value;
        return new(result.Type, new Shape(result.Shape.Select(d => d.Substitute(symbols))));
    }
}
