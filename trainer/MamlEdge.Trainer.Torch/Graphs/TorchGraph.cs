using MamlEdge.Exporter;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using MamlEdge.Exporter.Transforms;
using MamlEdge.Trainer.Torch.Operators;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace MamlEdge.Trainer.Torch.Graphs;

/// <summary>
/// Runs a function by walking its graph with libtorch's operators, so that libtorch can differentiate it. Constants are on the device
/// from the start.
/// </summary>
internal sealed class TorchGraph : IDisposable
{
    private readonly Function _function;
    private readonly IReadOnlyList<Value> _order;
    private readonly Dictionary<Value, Tensor> _constants;
    private readonly HashSet<Value> _binding;
    private readonly TorchTarget _target;

    /// <summary>A walk over a function.</summary>
    /// <exception cref="ExporterException">An operator has no rule; the message names it, its node, and those that have one.</exception>
    public TorchGraph(Function function, TorchTarget target)
    {
        (_function, _target) = (Composites.Expand(function), target);
        _order = [.. _function.Reachable().Where(v => v.Op != Leaves.Input)];
        foreach (var value in _order) TorchOperators.Require(value);
        var symbols = _function.Inputs.SelectMany(SymbolsOf).ToHashSet();
        _binding = [.. _order.Where(value => SymbolsOf(value).Any(symbols.Add))];
        using var scope = torch.NewDisposeScope();
        _constants = _order.Where(v => v.Op == Leaves.Constant).ToDictionary(v => v, v => target.Constant(v.Attributes.Tensor("value")).DetachFromDisposeScope());
    }

    /// <summary>The results in the order of the function's outputs, for inputs by name; tensors in between go as soon as nothing needs them.</summary>
    /// <exception cref="ExporterException">An input is missing or has another shape.</exception>
    public Tensor[] Run(IReadOnlyDictionary<string, Tensor> inputs)
    {
        using var scope = torch.NewDisposeScope();
        var values = new Dictionary<Value, Tensor>(_constants);
        var symbols = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var input in _function.Inputs)
        {
            values[input] = inputs.GetValueOrDefault(input.Name) ?? throw new ExporterException($"Input '{input.Name}' {input.TypeText} is missing.");
            Bind(input, values[input].shape, symbols);
        }

        foreach (var value in _order)
        {
            if (values.ContainsKey(value)) continue;
            values[value] = TorchOperators.Rule(value)(new TorchNode(value, [.. value.Inputs.Select(i => values[i])], symbols, _target));
            // Asking for a shape costs as much as a small operator.
            if (_binding.Contains(value)) Bind(value, values[value].shape, symbols);
        }

        Tensor[] results = [.. _function.Outputs.Select(o => values[o.Value])];
        foreach (var result in results.Where(scope.Contains).Distinct()) scope.MoveToOuter(result);
        return results;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var constant in _constants.Values) constant.Dispose();
    }

    private static IEnumerable<string> SymbolsOf(Value value) => value.Shape.Select(dim => dim.Symbol).OfType<string>();

    /// <summary>Binds the symbols that are an axis of a value, and refuses a tensor of another shape.</summary>
    private static void Bind(Value value, long[] shape, Dictionary<string, long> symbols)
    {
        var fits = shape.Length == value.Rank;
        for (var axis = 0; fits && axis < shape.Length; axis++)
        {
            if (value.Shape[axis].Symbol is { } symbol) symbols.TryAdd(symbol, shape[axis]);
            fits = value.Shape[axis].Evaluate(symbols) == shape[axis];
        }

        if (!fits) throw new ExporterException($"{value.Op.Name} '{value.Name}' should be {value.TypeText}, got [{string.Join(", ", shape)}].");
    }
}
