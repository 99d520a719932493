using Google.Protobuf;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;
using MamlEdge.Exporter.Operators;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Bundles;

/// <summary>Where the bytes of a constant lie: a file beside the model, from an offset on; and their type, which the model casts to its own.</summary>
public readonly record struct ExternalTensor(string File, long Offset, long Length, DataType Type = DataType.Float32);

/// <summary>Writes functions as ONNX models of the default domain. The same function gives the same bytes.</summary>
public static class OnnxWriter
{
    /// <summary>Oldest operator set that written models use.</summary>
    public const int BaseOpset = 18;

    /// <summary>The model of a function, which is lowered here.</summary>
    /// <param name="function">Inputs and results carry the names that the model gets.</param>
    /// <param name="name">Name of the graph.</param>
    /// <param name="external">Inputs that are not inputs of the model but constants in a file beside it, by name.</param>
    public static byte[] Write(Function function, string name, IReadOnlyDictionary<string, ExternalTensor>? external = null)
    {
        var lowered = Lowering.Run(function);
        var opset = Opsets(lowered).Append(BaseOpset).Max();
        var ir = opset <= 18 ? 8 : opset <= 20 ? 9 : 10;
        var model = new ModelProto { IrVersion = ir, ProducerName = "MamlEdge", ProducerVersion = "0.1.0", Graph = new Writing(lowered, external ?? new Dictionary<string, ExternalTensor>(), new(StringComparer.Ordinal)).Run(name) };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        return model.ToByteArray();
    }

    private static IEnumerable<int> Opsets(Function function)
    {
        var values = function.Reachable();
        return values.Select(v => v.Op.Opset).Concat(values.SelectMany(v => v.Attributes.Entries.Values.OfType<Subgraph>()).Distinct().SelectMany(s => Opsets(s.Body)));
    }

    private sealed class Writing(Function function, IReadOnlyDictionary<string, ExternalTensor> external, Dictionary<string, int> taken)
    {
        private readonly GraphProto _graph = new();
        private readonly Dictionary<Value, string> _names = [];
        private readonly Dictionary<(string, string, Attributes), NodeProto> _shared = [];

        public GraphProto Run(string name)
        {
            _graph.Name = name;
            foreach (var reserved in function.Inputs.Select(i => i.Name).Concat(function.Outputs.Select(o => o.Name))) taken.TryAdd(reserved, 1);
            foreach (var input in function.Inputs) Input(input);
            return Run();
        }

        private GraphProto Run()
        {
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

            var stored = place.Type == input.Type ? input.Name : Unique(input.Name + "/stored");
            var tensor = new TensorProto { Name = stored, DataType = (int)place.Type };
            tensor.Dims.AddRange(input.Shape.ToLongs());
            ExternalData.Point(tensor, place.File, place.Offset, place.Length);
            _graph.Initializer.Add(tensor);
            if (stored != input.Name) _graph.Node.Add(new NodeProto { OpType = "Cast", Name = input.Name + "/Cast", Input = { stored }, Output = { input.Name }, Attribute = { Attribute("to", (long)input.Type) } });
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

            string[] inputs = [.. value.Inputs.Select(i => _names[i])];
            var captured = new Queue<string>(inputs[^Subgraph.CapturesOf(value.Attributes)..]);
            var operands = inputs.Length - captured.Count;
            while (operands > 0 && inputs[operands - 1].Length == 0) operands--;
            var key = (value.Op.Name, string.Join('\n', inputs), value.Attributes);
            if (!_shared.TryGetValue(key, out var node))
            {
                _shared[key] = node = new NodeProto { OpType = value.Op.Name, Name = name, Input = { inputs[..operands] } };
                foreach (var (attribute, content) in value.Attributes.Entries) node.Attribute.Add(content is Subgraph body ? Body(attribute, body, captured) : Attribute(attribute, content));
                _graph.Node.Add(node);
            }

            while (node.Output.Count < Math.Max(value.Op.Outputs, value.Op.OutputSlot + 1)) node.Output.Add(Unique(name + "/unused"));
            node.Output[value.Op.OutputSlot] = name;
        }

        /// <summary>A branch or body: names of its own are new ones, what it has from around it keeps the names from there.</summary>
        private AttributeProto Body(string name, Subgraph body, Queue<string> captured)
        {
            var outputs = body.Body.Outputs.Select(o => o with { Name = Unique(o.Name) });
            var inner = new Writing(body.Body with { Outputs = [.. outputs] }, external, taken);
            inner._graph.Name = name;
            foreach (var (input, i) in body.Body.Inputs.Select((input, i) => (input, i)))
            {
                var formal = i < body.Body.Inputs.Count - body.Captures;
                inner._names[input] = formal ? Unique(input.Name) : captured.Dequeue();
                if (formal) inner._graph.Input.Add(Info(inner._names[input], input));
            }

            return new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = inner.Run() };
        }

        /// <summary>The name, or the name with the next number; each name remembers its last one.</summary>
        private string Unique(string name)
        {
            if (taken.TryAdd(name, 1)) return name;
            while (true)
            {
                var next = $"{name}_{++taken[name]}";
                if (taken.TryAdd(next, 1)) return next;
            }
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
                case StoredTensor t: (a.Type, a.T) = (AttributeProto.Types.AttributeType.Tensor, TensorProto.Parser.ParseFrom(t.Content.Span)); break;
                default: throw new ExporterException($"Attribute '{name}' of type {content.GetType().Name} cannot be written.");
            }

            return a;
        }
    }
}
