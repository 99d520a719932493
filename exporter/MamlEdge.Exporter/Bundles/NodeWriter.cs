using Google.Protobuf;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Bundles;

/// <summary>Writes the nodes of a lowered function: of a graph, of a function of a model, or of a branch or body inside one.</summary>
internal sealed class NodeWriter
{
    /// <summary>Operators whose nodes must have several outputs, used or not.</summary>
    private static readonly Dictionary<string, int> LeastOutputs = new(StringComparer.Ordinal) { ["TopK"] = 2, ["DynamicQuantizeLinear"] = 3 };

    private readonly Function _function;
    private readonly NodeTarget _target;
    private readonly Dictionary<string, int> _taken;
    private readonly Dictionary<Value, string> _names = [];
    private readonly Dictionary<(object, string, Attributes), NodeProto> _shared = [];
    private readonly HashSet<Value> _ofCalls = [];

    private NodeWriter(Function function, NodeTarget target, Dictionary<string, int> taken)
    {
        (_function, _target, _taken) = (function, target, taken);
    }

    /// <summary>Writes all nodes that the results need; inputs and results keep their names, and no other value gets a reserved one.</summary>
    public static void Write(Function function, NodeTarget target, params IEnumerable<string> reserved)
    {
        var writer = new NodeWriter(function, target, new(StringComparer.Ordinal));
        foreach (var name in function.Inputs.Select(i => i.Name).Concat(function.Outputs.Select(o => o.Name)).Concat(reserved)) writer._taken.TryAdd(name, 1);
        foreach (var input in function.Inputs) writer._names[input] = input.Name;
        writer.Run();
    }

    /// <summary>A constant as a node, as functions hold it.</summary>
    public static NodeProto Constant(string name, Tensor tensor) =>
        new() { OpType = "Constant", Name = name, Output = { name }, Attribute = { Attribute("value", tensor) } };

    /// <summary>A node that gives an input its type where it is stored in another.</summary>
    public static NodeProto Cast(string stored, Value input) =>
        new() { OpType = "Cast", Name = input.Name + "/Cast", Input = { stored }, Output = { input.Name }, Attribute = { Attribute("to", (long)input.Type) } };

    private void Run()
    {
        // A result gets its own name where it is computed by a node and named once; otherwise an Identity carries the name.
        var direct = _function.Outputs.Where(o => o.Value.Inputs.Count > 0).DistinctBy(o => o.Value).ToDictionary(o => o.Value, o => o.Name);
        var order = _function.Reachable();
        // Every call repeats the names of what it takes and gives, so those are short; nodes keep the long ones.
        _ofCalls.UnionWith(order.Where(v => v.Op.Callee is not null).SelectMany(v => v.Inputs.Append(v)));
        foreach (var value in order)
        {
            if (!_names.ContainsKey(value)) Emit(value, direct.GetValueOrDefault(value));
        }

        foreach (var output in _function.Outputs.Where(o => _names[o.Value] != o.Name))
            _target.Nodes.Add(new NodeProto { OpType = "Identity", Name = Unique(output.Name + "/Identity"), Input = { _names[output.Value] }, Output = { output.Name } });
    }

    private void Emit(Value value, string? result)
    {
        if (value.Op == Leaves.Absent)
        {
            _names[value] = "";
            return;
        }

        var name = _names[value] = result ?? Unique(_ofCalls.Contains(value) ? "v" : value.Name);
        if (value.Op == Leaves.Constant || value.Op == Leaves.Initializer)
        {
            _target.Constant(name, value.Attributes.Tensor("value"));
            return;
        }

        if (result is null) _target.Computed(name, value);
        var node = NodeOf(value, result is null && !_ofCalls.Contains(value) ? name : Unique(value.Name));
        while (node.Output.Count < Math.Max(Math.Max(value.Op.Outputs, value.Op.OutputSlot + 1), LeastOutputs.GetValueOrDefault(value.Op.Name))) node.Output.Add(Unique(node.Name + "/unused"));
        node.Output[value.Op.OutputSlot] = name;
    }

    /// <summary>The node that computes a value: a new one, or that of another result of the same application.</summary>
    private NodeProto NodeOf(Value value, string name)
    {
        string[] inputs = [.. value.Inputs.Select(i => _names[i])];
        var captured = new Queue<string>(inputs[^Subgraph.CapturesOf(value.Attributes)..]);
        var operands = inputs.Length - captured.Count;
        while (operands > 0 && inputs[operands - 1].Length == 0) operands--;
        var key = ((object?)value.Op.Callee ?? value.Op.Name, string.Join('\n', inputs), value.Attributes);
        if (_shared.TryGetValue(key, out var node)) return node;
        _shared[key] = node = new NodeProto { OpType = value.Op.Name, Name = name, Input = { inputs[..operands] } };
        foreach (var (attribute, content) in value.Attributes.Entries) node.Attribute.Add(content is Subgraph body ? Body(attribute, body, captured) : Attribute(attribute, content));
        if (value.Op.Callee is { } callee)
        {
            (node.OpType, node.Domain) = (_target.Callee(callee), OnnxWriter.FunctionDomain);
            node.Name = Unique(value.Scope.Length == 0 ? node.OpType : $"{value.Scope}/{node.OpType}");
            node.Output.AddRange(callee.Results.Select(_ => Unique("unused")));
        }

        _target.Nodes.Add(node);
        return node;
    }

    /// <summary>A branch or body: names of its own are new ones, what it has from around it keeps the names from there.</summary>
    private AttributeProto Body(string name, Subgraph body, Queue<string> captured)
    {
        var graph = new GraphProto { Name = name };
        var inner = new NodeWriter(body.Body with { Outputs = [.. body.Body.Outputs.Select(o => o with { Name = Unique(o.Name) })] }, NodeTarget.Of(graph, _target.Callee), _taken);
        for (var i = 0; i < body.Body.Inputs.Count; i++)
        {
            var input = body.Body.Inputs[i];
            var formal = i < body.Body.Inputs.Count - body.Captures;
            inner._names[input] = formal ? Unique(input.Name) : captured.Dequeue();
            if (formal) graph.Input.Add(NodeTarget.Info(inner._names[input], input));
        }

        inner.Run();
        graph.Output.AddRange(inner._function.Outputs.Select(o => NodeTarget.Info(o.Name, o.Value)));
        return new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = graph };
    }

    /// <summary>The name, or the name with the next number; each name remembers its last one.</summary>
    private string Unique(string name)
    {
        if (_taken.TryAdd(name, 1)) return name;
        while (true)
        {
            var next = $"{name}_{++_taken[name]}";
            if (_taken.TryAdd(next, 1)) return next;
        }
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
            case StoredTensor t: (a.Type, a.T) = (AttributeProto.Types.AttributeType.Tensor, TensorProto.Parser.ParseFrom(t.Content.Span)); break;
            default: throw new ExporterException($"Attribute '{name}' of type {content.GetType().Name} cannot be written.");
        }

        return a;
    }
}
