using Google.Protobuf;
using Google.Protobuf.Collections;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Bundles;

/// <summary>Writes the nodes of a lowered function, be it a graph or a function of a model.</summary>
internal sealed class NodeWriter
{
    private readonly Function _function;
    private readonly RepeatedField<NodeProto> _nodes;
    private readonly Action<string, Tensor> _constant;
    private readonly Func<SharedFunction, string> _callee;
    private readonly Dictionary<Value, string> _names = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<(object, string, Attributes), NodeProto> _shared = [];

    private NodeWriter(Function function, RepeatedField<NodeProto> nodes, Action<string, Tensor> constant, Func<SharedFunction, string> callee)
    {
        (_function, _nodes, _constant, _callee) = (function, nodes, constant, callee);
    }

    /// <summary>Writes all nodes that the results need; inputs and results keep their names.</summary>
    /// <param name="function">Lowered function.</param>
    /// <param name="nodes">Where its nodes go.</param>
    /// <param name="constant">Takes a named constant.</param>
    /// <param name="callee">Name of a function of the model.</param>
    public static void Write(Function function, RepeatedField<NodeProto> nodes, Action<string, Tensor> constant, Func<SharedFunction, string> callee) =>
        new NodeWriter(function, nodes, constant, callee).Run();

    /// <summary>A constant as a node, as functions hold it.</summary>
    public static NodeProto Constant(string name, Tensor tensor) =>
        new() { OpType = "Constant", Name = name, Output = { name }, Attribute = { Attribute("value", tensor) } };

    private void Run()
    {
        foreach (var reserved in _function.Inputs.Select(i => i.Name).Concat(_function.Outputs.Select(o => o.Name))) _taken.Add(reserved);
        foreach (var input in _function.Inputs) _names[input] = input.Name;
        // A result gets its own name where it is computed by a node and named once; otherwise an Identity carries the name.
        var direct = _function.Outputs.Where(o => o.Value.Inputs.Count > 0).DistinctBy(o => o.Value).ToDictionary(o => o.Value, o => o.Name);
        foreach (var value in _function.Reachable())
        {
            if (!_names.ContainsKey(value)) Emit(value, direct.GetValueOrDefault(value));
        }

        foreach (var output in _function.Outputs.Where(o => _names[o.Value] != o.Name))
            _nodes.Add(new NodeProto { OpType = "Identity", Name = Unique(output.Name + "/Identity"), Input = { _names[output.Value] }, Output = { output.Name } });
    }

    private void Emit(Value value, string? result)
    {
        if (value.Op == Leaves.Absent)
        {
            _names[value] = "";
            return;
        }

        var name = _names[value] = result ?? Unique(value.Name);
        if (value.Op == Leaves.Constant || value.Op == Leaves.Initializer)
        {
            _constant(name, value.Attributes.Tensor("value"));
            return;
        }

        var node = NodeOf(value, name);
        while (node.Output.Count <= value.Op.OutputSlot) node.Output.Add(Unique(node.Name + "/unused"));
        node.Output[value.Op.OutputSlot] = name;
    }

    /// <summary>The node that computes a value: a new one, or that of another result of the same application.</summary>
    private NodeProto NodeOf(Value value, string name)
    {
        string[] inputs = [.. value.Inputs.Select(i => _names[i])];
        while (inputs.Length > 0 && inputs[^1].Length == 0) inputs = inputs[..^1];
        var key = ((object?)value.Op.Callee ?? value.Op.Name, string.Join('\n', inputs), value.Attributes);
        if (_shared.TryGetValue(key, out var node)) return node;
        _shared[key] = node = new NodeProto { OpType = value.Op.Name, Name = name, Input = { inputs } };
        foreach (var (attribute, content) in value.Attributes.Entries) node.Attribute.Add(Attribute(attribute, content));
        if (value.Op.Callee is { } callee)
        {
            (node.OpType, node.Domain) = (_callee(callee), OnnxWriter.FunctionDomain);
            node.Name = Unique(value.Scope.Length == 0 ? node.OpType : $"{value.Scope}/{node.OpType}");
            node.Output.AddRange(callee.Results.Select(r => Unique(node.Name + "/unused")));
        }

        _nodes.Add(node);
        return node;
    }

    private string Unique(string name)
    {
        var unique = name;
        for (var n = 2; !_taken.Add(unique); n++) unique = $"{name}_{n}";
        return unique;
    }

    private static AttributeProto Attribute(string name, object content)
    {
        var a = new AttributeProto { Name = name };
        switch (content)
        {
            case long i: (a.Type, a.I) = (AttributeProto.Types.AttributeType.Int, i); break;
            case double f: (a.Type, a.F) = (AttributeProto.Types.AttributeType.Float, (float)f); break;
            case string s: (a.Type, a.S) = (AttributeProto.Types.AttributeType.String, ByteString.CopyFromUtf8(s)); break;
            case long[] ints: a.Type = AttributeProto.Types.AttributeType.Ints; a.Ints.AddRange(ints); break;
            case double[] floats: a.Type = AttributeProto.Types.AttributeType.Floats; a.Floats.AddRange(floats.Select(f => (float)f)); break;
            case string[] texts: a.Type = AttributeProto.Types.AttributeType.Strings; a.Strings.AddRange(texts.Select(ByteString.CopyFromUtf8)); break;
            case Tensor t: (a.Type, a.T) = (AttributeProto.Types.AttributeType.Tensor, TensorValues.Write("", (int)t.Type, t.Dims, t.Values)); break;
            default: throw new ExporterException($"Attribute '{name}' of type {content.GetType().Name} cannot be written.");
        }

        return a;
    }
}
