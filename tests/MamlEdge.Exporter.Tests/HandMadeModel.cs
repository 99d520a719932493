using Google.Protobuf;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;

namespace MamlEdge.Exporter.Tests;

/// <summary>Small ONNX models written node by node.</summary>
internal sealed class HandMadeModel
{
    private readonly ModelProto _model = new() { IrVersion = 8, Graph = new GraphProto { Name = "hand-made" } };

    public HandMadeModel(long opset = 17)
    {
        _model.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
    }

    public HandMadeModel Input(string name, params object[] dims)
    {
        _model.Graph.Input.Add(Info(name, dims));
        return this;
    }

    public HandMadeModel Output(string name, params object[] dims)
    {
        _model.Graph.Output.Add(Info(name, dims));
        return this;
    }

    public HandMadeModel Known(string name, params object[] dims)
    {
        _model.Graph.ValueInfo.Add(Info(name, dims));
        return this;
    }

    public HandMadeModel Weight(string name, float[] values, params long[] dims)
    {
        _model.Graph.Initializer.Add(TensorValues.Write(name, 1, dims, Array.ConvertAll(values, v => (double)v)));
        return this;
    }

    public HandMadeModel Longs(string name, params long[] values)
    {
        _model.Graph.Initializer.Add(TensorValues.Write(name, 7, [values.Length], Array.ConvertAll(values, v => (double)v)));
        return this;
    }

    public HandMadeModel Node(string type, string inputs, string outputs, string domain = "", params (string Name, long Value)[] attributes)
    {
        var node = Made(type, inputs, outputs, [.. attributes.Select(a => new AttributeProto { Name = a.Name, I = a.Value, Type = AttributeProto.Types.AttributeType.Int })]);
        node.Domain = domain;
        _model.Graph.Node.Add(node);
        return this;
    }

    public HandMadeModel Node(NodeProto node)
    {
        _model.Graph.Node.Add(node);
        return this;
    }

    /// <summary>A node; names are separated by spaces.</summary>
    public static NodeProto Made(string type, string inputs, string outputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = type, Name = outputs + "_node" };
        node.Input.AddRange(inputs.Length == 0 ? [] : inputs.Split(' '));
        node.Output.AddRange(outputs.Split(' '));
        node.Attribute.AddRange(attributes);
        return node;
    }

    /// <summary>An attribute that holds a branch or body.</summary>
    public static AttributeProto Body(string name, string[] inputs, string[] outputs, params NodeProto[] nodes)
    {
        var graph = new GraphProto { Name = name };
        graph.Input.AddRange(inputs.Select(i => new ValueInfoProto { Name = i }));
        graph.Output.AddRange(outputs.Select(o => new ValueInfoProto { Name = o }));
        graph.Node.AddRange(nodes);
        return new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = graph };
    }

    /// <summary>Any other change.</summary>
    public HandMadeModel With(Action<ModelProto> change)
    {
        change(_model);
        return this;
    }

    public ModelProto Proto() => ModelProto.Parser.ParseFrom(Bytes());

    /// <summary>The model as it is read.</summary>
    public Function Read(MamlEdge.Exporter.Models.ReadOptions? options = null) => MamlEdge.Exporter.Models.OnnxReader.Read(OnnxFile.Parse(Bytes(), "model"), options);

    public byte[] Bytes() => _model.ToByteArray();

    /// <summary>A file with the model, in a folder of its own.</summary>
    public string Save()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("mamledge-").FullName, "model.onnx");
        File.WriteAllBytes(path, Bytes());
        return path;
    }

    public static ValueInfoProto Info(string name, params object[] dims)
    {
        var shape = new TensorShapeProto();
        foreach (var dim in dims)
        {
            shape.Dim.Add(dim is string symbol ? new TensorShapeProto.Types.Dimension { DimParam = symbol }
                : new TensorShapeProto.Types.Dimension { DimValue = Convert.ToInt64(dim, System.Globalization.CultureInfo.InvariantCulture) });
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1, Shape = shape } } };
    }
}
