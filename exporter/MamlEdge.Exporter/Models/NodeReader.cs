using System.Text.RegularExpressions;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Models;

/// <summary>Reads one node: as a constant, as what the function that it calls does, as control flow, as an operator of the catalog, or carried through.</summary>
internal static partial class NodeReader
{
    [GeneratedRegex(@"^\w+ '[^']*': ")]
    private static partial Regex OwnPlace();

    public static void Read(NodeProto node, ReadingScope scope)
    {
        scope.Context.Count();
        var name = node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault(o => o.Length > 0) ?? node.OpType;
        Value?[] inputs = [.. node.Input.Select(i => scope.Find(i, $"{node.OpType} '{name}'"))];
        using var mark = scope.Graph.Within(scope.Path, name);
        IReadOnlyList<Value?> results;
        try
        {
            results = Results(node, name, inputs, scope);
        }
        catch (ExporterException e) when (OnnxParts.IsDefaultDomain(node.Domain) && !OnnxParts.Graphs(node).Any())
        {
            // An operator that the node reads as names itself; the node is what the model has.
            var message = e.Message.Contains($"'{name}'", StringComparison.Ordinal) ? e.Message : $"{node.OpType} '{name}': {OwnPlace().Replace(e.Message, "")}";
            throw new ExporterException(message + ShapeHint.Hint(inputs, scope), e);
        }
        catch (Exception e) when (Misfit.Is(e))
        {
            // Forms take for granted what ONNX requires of a node; a node without it ends here.
            throw Misfit.Of($"{node.OpType} '{name}' (opset {scope.Opset})", inputs, e);
        }

        for (var i = 0; i < node.Output.Count; i++)
        {
            if (node.Output[i].Length == 0) continue;
            scope[node.Output[i]] = i < results.Count && results[i] is { } result ? result
                : throw new ExporterException($"{node.OpType} '{name}': its output {i} '{node.Output[i]}' is not supported.");
        }
    }

    private static IReadOnlyList<Value?> Results(NodeProto node, string name, Value?[] inputs, ReadingScope scope)
    {
        var given = OnnxAttributes.Resolve(node, scope);
        if (scope.Context.FunctionOf(node) is { } function) return FunctionCalls.Read(function, node, name, given, inputs, scope);
        if (!OnnxParts.IsDefaultDomain(node.Domain))
            throw new ExporterException($"node '{name}' is {node.Domain}.{node.OpType}; expected operators of the default domain only, or functions of the model, because a stock ONNX Runtime on any device must run the result. Export the model without it.");
        if (NodeCheck.Misfit(AsFed(node, inputs), given, scope.Opset, $"{node.OpType} '{name}'") is { } misfit) throw new ExporterException($"{misfit}. The model is damaged; export it again.");
        if (node.OpType == "Identity" && scope.Context.Restores(inputs, node.Output[0])) return [OnnxConstants.Restored(inputs[0]!, node.Output[0], scope)];
        if (node.OpType == "Constant") return [OnnxConstants.Read(given, name, scope)];
        if (given.Any(a => a.G is not null || a.Graphs.Count > 0)) return ControlFlow.Read(node, name, given, inputs, scope);
        var reading = new OnnxNode(scope.Graph, name, node.OpType, inputs, OnnxAttributes.Of(given, scope.Context), scope.Opset, [.. node.Output.Select(o => o.Length > 0)]);
        if (inputs.Any(i => i is { HasShape: false })) return CarriedNodes.Read(node, reading, scope);
        try
        {
            return Defined(reading) ?? CarriedNodes.Read(node, reading, scope);
        }
        catch (ExporterException e) when (e.IsForRunTime)
        {
            return CarriedNodes.Read(node, reading, scope, e.Message + ShapeHint.Hint(inputs, scope));
        }
    }

    /// <summary>A node without the inputs that the call of its function leaves out.</summary>
    private static NodeProto AsFed(NodeProto node, Value?[] inputs) => !inputs.Contains(null) ? node
        : new NodeProto { OpType = node.OpType, Input = { node.Input.Select((input, i) => inputs[i] is null ? "" : input) }, Output = { node.Output } };

    /// <summary>The results by a form or an operator of the catalog; null where there is none, or it declines.</summary>
    private static Value?[]? Defined(OnnxNode reading)
    {
        if (OnnxForms.Table.TryGetValue(reading.Type, out var form)) return form(reading) is { Length: > 0 } read ? read : null;
        return Catalog.All.TryGetValue(reading.Type, out var op) && op.OnnxName == op.Name && op != Leaves.Input && op != Leaves.Absent ? [reading.As(op)] : null;
    }
}
