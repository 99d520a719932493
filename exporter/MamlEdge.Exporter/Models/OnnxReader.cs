using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Models;

/// <summary>
/// Reads an ONNX model into a graph. Initializers stay leaves of the operator Initializer, with name and value; functions of the model
/// are written out; an operator that is not in the catalog is carried through unchanged: it is an error only where a gradient has to
/// pass it.
/// </summary>
internal static class OnnxReader
{
    /// <summary>The model's function; its inputs are those that are not initializers.</summary>
    /// <exception cref="ExporterException">The model is damaged or needs what is not supported.</exception>
    public static Function Read(ModelProto model, ReadOptions? options = null) => Read(model, options, out _);

    /// <summary>The model's function, and its values by the names that the model gives them.</summary>
    public static Function Read(ModelProto model, ReadOptions? options, out IReadOnlyDictionary<string, Value?> values)
    {
        var context = new ReadingContext(model, options ?? ReadOptions.AsWritten);
        var scope = ReadingScope.Of(context, OnnxFile.Opset(model));
        var graph = model.Graph;
        OnnxConstants.ReadInitializers(graph, scope);
        scope.Declare(graph.ValueInfo.Concat(graph.Output));
        var inputs = graph.Input.Where(i => !scope.IsDefined(i.Name)).Select(i => Input(i, scope)).ToList();
        ReadNodes(graph.Node, scope);
        var outputs = graph.Output.Select(o => new Output(o.Name, Result(o, scope))).ToList();
        context.RequireShapesUsed();
        values = scope.Values;
        return new(inputs, outputs);
    }

    /// <summary>Reads nodes in an order in which inputs come first.</summary>
    public static void ReadNodes(IReadOnlyList<NodeProto> nodes, ReadingScope scope)
    {
        foreach (var node in NodeOrder.Of(nodes)) NodeReader.Read(node, scope);
    }

    private static Value Input(ValueInfoProto input, ReadingScope scope)
    {
        var (type, shape) = scope.Context.TypeOf(input.Type, input.Name) ?? throw NoTensor("Input", input);
        var value = scope.Graph.NewInput(input.Name, type, shape);
        scope[input.Name] = value;
        return value;
    }

    private static Value Result(ValueInfoProto output, ReadingScope scope)
    {
        if (output.Type is { ValueCase: not TypeProto.ValueOneofCase.TensorType and not TypeProto.ValueOneofCase.None }) throw NoTensor("Output", output);
        return scope.Find(output.Name, "the model's outputs")!;
    }

    private static ExporterException NoTensor(string what, ValueInfoProto value) => new(
        $"{what} '{value.Name}' is not a tensor of a known element type but {value.Type?.ValueCase.ToString() ?? "of no type"}, which is not supported. Cut the model to inputs and outputs that are tensors.");
}
