using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Transforms;

/// <summary>
/// Runs a function in double precision by the operators' reference kernels: slow, simple, and independent of ONNX Runtime, so
/// that each can be checked against the other.
/// </summary>
public sealed class Interpreter
{
    private readonly Function _function;
    private readonly IReadOnlyList<Value> _order;
    private readonly Dictionary<SharedFunction, Interpreter> _callees = [];

    /// <summary>An interpreter of a function.</summary>
    public Interpreter(Function function)
    {
        _function = Composites.Expand(function);
        _order = _function.Reachable();
        foreach (var callee in Calls.Callees(_function)) _callees[callee] = new Interpreter(callee.Body);
    }

    /// <summary>The operators of a function that have no reference kernel, with the names of their nodes.</summary>
    public static IReadOnlyList<string> Undefined(Function function) =>
        [.. Composites.Expand(function).Reachable()
            .Where(v => v.Op.Kernel is null && v.Op.Callee is null && v.Op != Leaves.Input && v.Op != Leaves.Absent && v.Op != Leaves.Stored).Select(v => $"{v.Op.Name} '{v.Name}'").Distinct()];

    /// <summary>The results by name for inputs by name.</summary>
    /// <exception cref="ExporterException">An input is missing or does not fit, or an operator has no kernel.</exception>
    public IReadOnlyDictionary<string, Tensor> Run(IReadOnlyDictionary<string, Tensor> inputs)
    {
        var symbols = new Dictionary<string, long>(StringComparer.Ordinal);
        var values = new Dictionary<Value, Tensor>();
        var calls = new Dictionary<Value, IReadOnlyDictionary<string, Tensor>>();
        foreach (var input in _function.Inputs)
        {
            if (!inputs.TryGetValue(input.Name, out var tensor))
                throw new ExporterException($"Input '{input.Name}' {input.TypeText} is missing.");
            Learn(input, tensor, symbols);
            values[input] = tensor;
        }

        foreach (var input in _function.Inputs) Bind(input, values[input], symbols);

        foreach (var value in _order)
        {
            if (values.ContainsKey(value)) continue;
            if (value.Op == Leaves.Input) throw new ExporterException($"'{value.Name}' is used but is not an input of the function.");
            var result = value.Op.Callee is { } callee ? Call(callee, value, values, calls)
                : value.Op.Kernel is { } kernel ? kernel(new KernelContext([.. value.Inputs.Select(i => values[i])], value.Attributes, value.TypedShape, symbols))
                : throw new ExporterException($"{value.Op.Name} '{value.Name}' has no reference kernel.");
            Bind(value, result, symbols);
            values[value] = result;
        }

        return _function.Outputs.ToDictionary(o => o.Name, o => values[o.Value], StringComparer.Ordinal);
    }

    private Tensor Call(SharedFunction callee, Value value, Dictionary<Value, Tensor> values, Dictionary<Value, IReadOnlyDictionary<string, Tensor>> calls)
    {
        var call = SharedFunction.CallOf(value);
        if (!calls.TryGetValue(call, out var results))
            calls[call] = results = _callees[callee].Run(callee.Body.Inputs.Zip(value.Inputs).ToDictionary(i => i.First.Name, i => values[i.Second], StringComparer.Ordinal));
        return results[callee.Body.Outputs[value.Op.OutputSlot].Name];
    }

    /// <summary>Binds the symbols that are an axis of a value, or of which one is a multiple.</summary>
    private static void Learn(Value value, Tensor tensor, Dictionary<string, long> symbols)
    {
        for (var axis = 0; value.HasShape && axis < Math.Min(value.Rank, tensor.Rank); axis++)
        {
            if (value.Shape[axis].Multiple is ({ } symbol, var times)) symbols.TryAdd(symbol, tensor.Dims[axis] / times);
        }
    }

    private static void Bind(Value value, Tensor tensor, Dictionary<string, long> symbols)
    {
        if (!value.HasShape) return;
        Learn(value, tensor, symbols);
        if (!tensor.Dims.SequenceEqual(value.Shape.Select(d => d.Evaluate(symbols))))
            throw new ExporterException($"'{value.Name}' should be {value.TypeText}, got [{string.Join(", ", tensor.Dims)}].");
    }
}
