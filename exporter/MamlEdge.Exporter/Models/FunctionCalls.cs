using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;

namespace MamlEdge.Exporter.Models;

/// <summary>Calls of functions that a model defines itself: the body is read in the place of the call.</summary>
internal static class FunctionCalls
{
    /// <summary>The results of a call, one for each output of the function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="node">The call.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="given">Its attributes.</param>
    /// <param name="inputs">Its inputs; optional ones are null.</param>
    /// <param name="scope">Where the call stands.</param>
    /// <exception cref="ExporterException">The function calls itself, or does not fit the call.</exception>
    public static IReadOnlyList<Value?> Read(FunctionProto function, NodeProto node, string name, IReadOnlyList<AttributeProto> given, IReadOnlyList<Value?> inputs, ReadingScope scope)
    {
        var title = $"function '{function.Domain}.{function.Name}'";
        RefuseRecursion(function, scope);
        if (node.Input.Count > function.Input.Count || node.Output.Count > function.Output.Count)
            throw new ExporterException($"'{name}' calls the {title} with {node.Input.Count} inputs and {node.Output.Count} outputs, expected at most {function.Input.Count} and {function.Output.Count}. The model is damaged; export it again.");
        var opset = OnnxFile.Opset(function.OpsetImport) ?? scope.Opset;
        OnnxFile.CheckOpset(opset, $"The {title}");
        var attributes = function.AttributeProto.ToDictionary(a => a.Name, StringComparer.Ordinal);
        foreach (var attribute in given) attributes[attribute.Name] = attribute;
        var body = scope.Call(function, name, opset, attributes);
        body.Declare(function.ValueInfo);
        for (var i = 0; i < function.Input.Count; i++) body[function.Input[i]] = i < inputs.Count ? inputs[i] : null;
        OnnxReader.ReadNodes(function.Node, body);
        return [.. function.Output.Select(o => body.Find(o, $"the results of the {title}"))];
    }

    private static void RefuseRecursion(FunctionProto function, ReadingScope scope)
    {
        var calls = new List<string> { function.Name };
        for (var caller = scope; caller?.Function is not null; caller = caller.Caller)
        {
            calls.Add(caller.Function.Name);
            if (ReferenceEquals(caller.Function, function)) throw new ExporterException($"The function '{function.Domain}.{function.Name}' calls itself ({string.Join(" <- ", calls)}), which ONNX does not allow. Export the model again.");
        }
    }
}
