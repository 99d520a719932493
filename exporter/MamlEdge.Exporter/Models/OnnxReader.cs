using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Models;

/// <summary>
/// Reads an ONNX model into a graph. Initializers stay leaves of the operator Initializer, with name and value. An operator that is
/// not in the catalog is carried through unchanged: it is an error only where a gradient has to pass it.
/// </summary>
internal sealed class OnnxReader
{
    /// <summary>Operators without a definition here whose result has type and shape of their first input.</summary>
    private static readonly HashSet<string> ShapeKeeping = new(StringComparer.Ordinal)
    {
        "Bernoulli", "RandomNormalLike", "RandomUniformLike",
    };

    private readonly Graph _graph = new();
    private readonly Dictionary<string, Value?> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TypeProto> _types;
    private readonly Dictionary<(string, int), Operator> _foreign = [];
    private readonly ModelProto _model;
    private readonly long _opset;

    private OnnxReader(ModelProto model)
    {
        _model = model;
        _opset = OnnxFile.Opset(model);
        _types = model.Graph.ValueInfo.Concat(model.Graph.Output).Where(v => v.Type is not null).DistinctBy(v => v.Name).ToDictionary(v => v.Name, v => v.Type, StringComparer.Ordinal);
    }

    /// <summary>The model's function; its inputs are those that are not initializers.</summary>
    public static Function Read(ModelProto model) => new OnnxReader(model).Read();

    private Function Read()
    {
        _values[""] = null;
        foreach (var tensor in _model.Graph.Initializer)
        {
            using var scope = _graph.Within("");
            _values[tensor.Name] = _graph.Add(Leaves.Initializer, [], new Attributes(("name", tensor.Name), ("value", OnnxAttributes.TensorOf(tensor))), tensor.Name);
        }

        var inputs = _model.Graph.Input.Where(i => !_values.ContainsKey(i.Name)).Select(Input).ToList();
        foreach (var node in Sorted()) Read(node);
        return new(inputs, [.. _model.Graph.Output.Select(o => new Output(o.Name, Find(o.Name, "the model's outputs") ?? throw new ExporterException("A model output has no name.")))]);
    }

    private Value Input(ValueInfoProto input)
    {
        var (type, shape) = TypeOf(input.Type, input.Name) ?? throw new ExporterException($"Input '{input.Name}' is not a tensor, which is not supported.");
        return _values[input.Name] = _graph.NewInput(input.Name, type, shape);
    }

    private void Read(NodeProto node)
    {
        var name = node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault(o => o.Length > 0) ?? node.OpType;
        Value?[] inputs = [.. node.Input.Select(i => Find(i, $"{node.OpType} '{name}'"))];
        using var scope = _graph.Within("");
        var reading = new OnnxNode(_graph, name, node.OpType, inputs, OnnxAttributes.Of(node), _opset, [.. node.Output.Select(o => o.Length > 0)]);
        var known = inputs.All(i => i is null || i.HasShape);
        Value[] results;
        try
        {
            results = known && OnnxForms.Table.TryGetValue(node.OpType, out var form) ? form(reading) is { Length: > 0 } read ? read : Foreign(node, reading)
                : known && Catalog.All.TryGetValue(node.OpType, out var op) && op.OnnxName == op.Name ? [reading.As(op)]
                : Foreign(node, reading);
        }
        catch (ExporterException e) when (!e.Message.Contains($"'{name}'", StringComparison.Ordinal))
        {
            throw new ExporterException($"{node.OpType} '{name}': {e.Message}", e);
        }

        for (var i = 0; i < node.Output.Count; i++)
        {
            if (node.Output[i].Length == 0) continue;
            _values[node.Output[i]] = i < results.Length ? results[i]
                : throw new ExporterException($"{node.OpType} '{name}': its output {i} '{node.Output[i]}' is not supported.");
        }
    }

    /// <summary>A node carried through: types from the model's value information, unknown where there is none.</summary>
    private Value[] Foreign(NodeProto node, OnnxNode reading)
    {
        if (node.Attribute.Any(a => a.G is not null || a.Graphs.Count > 0))
            throw reading.Error("control flow with subgraphs is not supported: export the model without it");
        return [.. node.Output.Select((output, slot) =>
        {
            if (!_foreign.TryGetValue((node.OpType, slot), out var op))
                _foreign[(node.OpType, slot)] = op = new Operator(node.OpType) { OutputSlot = slot, Opset = (int)_opset };
            var type = _types.TryGetValue(output, out var info) && TypeOf(info, output) is { } known ? known
                : ShapeKeeping.Contains(node.OpType) && reading.Optional(0) is { } same ? same.TypedShape
                : new TypedShape(reading.Optional(0)?.Type ?? DataType.Float32, null);
            var given = reading.Inputs.Select(i => i ?? _graph.Add(Leaves.Absent, [])).ToList();
            return _graph.Add(op, given, reading.Attributes, reading.Name, type);
        })];
    }

    private static TypedShape? TypeOf(TypeProto type, string name)
    {
        if (type?.TensorType is not { } tensor) return null;
        var shape = tensor.Shape is null ? null : new Shape(tensor.Shape.Dim.Select((d, axis) =>
            d.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue && d.DimValue >= 0 ? d.DimValue
            : Dim.Of(d.DimParam.Length > 0 ? d.DimParam : $"{name}.{axis}")));
        return new TypedShape((DataType)tensor.ElemType, shape);
    }

    private Value? Find(string name, string user) => _values.TryGetValue(name, out var value) ? value
        : throw new ExporterException($"{user} uses the value '{name}', which nothing defines. The model is damaged; export it again.");

    /// <summary>Nodes in an order in which inputs come first.</summary>
    private List<NodeProto> Sorted()
    {
        var ready = _values.Keys.ToHashSet(StringComparer.Ordinal);
        var (done, waiting) = (new List<NodeProto>(), _model.Graph.Node.ToList());
        var defined = waiting.SelectMany(n => n.Output).ToHashSet(StringComparer.Ordinal);
        while (waiting.Count > 0)
        {
            var rest = new List<NodeProto>();
            foreach (var node in waiting)
            {
                if (node.Input.All(i => ready.Contains(i) || !defined.Contains(i)))
                {
                    done.Add(node);
                    ready.UnionWith(node.Output);
                }
                else
                {
                    rest.Add(node);
                }
            }

            if (rest.Count == waiting.Count)
                throw new ExporterException($"The model's graph has a cycle through {rest[0].OpType} '{rest[0].Name}'. Export the model again.");
            waiting = rest;
        }

        return done;
    }
}
