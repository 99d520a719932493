using Google.Protobuf;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;
using MamlEdge.Exporter.Operators;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Bundles;

/// <summary>Where the bytes of a constant lie: a file beside the model, from an offset on.</summary>
public readonly record struct ExternalTensor(string File, long Offset, long Length);

/// <summary>Writes functions as ONNX models of the default domain. The same function gives the same bytes.</summary>
public static class OnnxWriter
{
    /// <summary>Oldest operator set that written models use.</summary>
    public const int BaseOpset = 18;

    private const int IrVersion = 8;

    /// <summary>Operators whose nodes must have several outputs, used or not.</summary>
    private static readonly Dictionary<string, int> LeastOutputs = new(StringComparer.Ordinal) { ["TopK"] = 2, ["DynamicQuantizeLinear"] = 3 };

    /// <summary>The model of a function, which is lowered here.</summary>
    /// <param name="function">Inputs and results carry the names that the model gets.</param>
    /// <param name="name">Name of the graph.</param>
    /// <param name="external">Inputs that are not inputs of the model but constants in a file beside it, by name.</param>
    public static byte[] Write(Function function, string name, IReadOnlyDictionary<string, ExternalTensor>? external = null)
    {
        var lowered = Lowering.Run(function);
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "MamlEdge", ProducerVersion = "0.1.0", Graph = new Writing(lowered, external ?? new Dictionary<string, ExternalTensor>()).Run(name) };
        var opset = lowered.Reachable().Select(v => v.Op.Opset).Append(BaseOpset).Max();
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        return model.ToByteArray();
    }

    private sealed class Writing(Function function, IReadOnlyDictionary<string, ExternalTensor> external)
    {
        private readonly GraphProto _graph = new();
        private readonly Dictionary<Value, string> _names = [];
        private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
        private readonly Dictionary<(string, string, Attributes), NodeProto> _shared = [];

        public GraphProto Run(string name)
        {
            _graph.Name = name;
            foreach (var reserved in function.Inputs.Select(i => i.Name).Concat(function.Outputs.Select(o => o.Name))) _taken.Add(reserved);
            foreach (var input in function.Inputs) Input(input);
            // A result gets its own name where it is computed by a node and named once; otherwise an Identity carries the name.
            var direct = function.Outputs.Where(o => o.Value.Inputs.Count > 0).DistinctBy(o => o.Value).ToDictionary(o => o.Value, o => o.Name);
            foreach (var value in function.Reachable())
            {
                if (!_names.ContainsKey(value)) Emit(value, direct.GetValueOrDefault(value));
            }

            foreach (var output in function.Outputs)
            {
                _graph.Output.Add(Info(output.Name, output.Value));
                if (_names[output.Value] == output.Name) continue;
                _graph.Node.Add(new NodeProto { OpType = "Identity", Name = Unique(output.Name + "/Identity"), Input = { _names[output.Value] }, Output = { output.Name } });
            }

            return _graph;
        }

        private void Input(Value input)
        {
            _names[input] = input.Name;
            if (!external.TryGetValue(input.Name, out var place))
            {
                _graph.Input.Add(Info(input.Name, input));
                return;
            }

            var tensor = new TensorProto { Name = input.Name, DataType = (int)input.Type };
            tensor.Dims.AddRange(input.Shape.ToLongs());
            ExternalData.Point(tensor, place.File, place.Offset, place.Length);
            _graph.Initializer.Add(tensor);
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
                var constant = value.Attributes.Tensor("value");
                _graph.Initializer.Add(TensorValues.Write(name, (int)constant.Type, constant.Dims, constant.Values));
                return;
            }

            // With the lengths named, ONNX Runtime sees which buffers fit each other; without, it compares each with all others at every load.
            if (result is null && value.HasShape && !value.Shape.IsKnown) _graph.ValueInfo.Add(Info(name, value));
            string[] inputs = [.. value.Inputs.Select(i => _names[i])];
            while (inputs.Length > 0 && inputs[^1].Length == 0) inputs = inputs[..^1];
            var key = (value.Op.Name, string.Join('\n', inputs), value.Attributes);
            if (!_shared.TryGetValue(key, out var node))
            {
                _shared[key] = node = new NodeProto { OpType = value.Op.Name, Name = name, Input = { inputs } };
                foreach (var (attribute, content) in value.Attributes.Entries) node.Attribute.Add(Attribute(attribute, content));
                _graph.Node.Add(node);
            }

            while (node.Output.Count < Math.Max(value.Op.OutputSlot + 1, LeastOutputs.GetValueOrDefault(value.Op.Name))) node.Output.Add(Unique(name + "/unused"));
            node.Output[value.Op.OutputSlot] = name;
        }

        private string Unique(string name)
        {
            var unique = name;
            for (var n = 2; !_taken.Add(unique); n++) unique = $"{name}_{n}";
            return unique;
        }

        private static ValueInfoProto Info(string name, Value value)
        {
            var tensor = new TypeProto.Types.Tensor { ElemType = (int)value.Type };
            if (value.HasShape)
            {
                tensor.Shape = new TensorShapeProto();
                tensor.Shape.Dim.AddRange(value.Shape.Select(d => d.IsKnown
                    ? new TensorShapeProto.Types.Dimension { DimValue = d.Factor }
                    : new TensorShapeProto.Types.Dimension { DimParam = d.ToString() }));
            }

            return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
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
}
