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
        var node = new NodeProto { OpType = type, Name = outputs + "_node", Domain = domain };
        node.Input.AddRange(inputs.Split(' '));
        node.Output.AddRange(outputs.Split(' '));
        foreach (var (name, value) in attributes) node.Attribute.Add(new AttributeProto { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int });
        _model.Graph.Node.Add(node);
        return this;
    }

    public byte[] Bytes() => _model.ToByteArray();

    /// <summary>A file with the model, in a folder of its own.</summary>
    public string Save()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("mamledge-").FullName, "model.onnx");
        File.WriteAllBytes(path, Bytes());
        return path;
    }

    private static ValueInfoProto Info(string name, object[] dims)
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
