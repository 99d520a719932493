using Google.Protobuf;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;
using Kind = MamlEdge.Exporter.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace MamlEdge.Exporter.Tests.Forms;

/// <summary>One ONNX node in one form: an operator of an opset with a family of attributes and inputs.</summary>
/// <param name="Op">The ONNX operator.</param>
/// <param name="Family">What is special about the case.</param>
/// <param name="Opset">The operator set of the model.</param>
/// <param name="Inputs">A shape (a float input that is differentiated), a tensor (an initializer), or null (left out).</param>
/// <param name="Attributes">The attributes as ONNX has them.</param>
internal sealed record FormCase(string Op, string Family, int Opset, object?[] Inputs, params (string Name, object Value)[] Attributes)
{
    /// <summary>Which outputs are used.</summary>
    public bool[] Outputs { get; init; } = [true];

    /// <summary>Lower end of the random inputs, away from kinks and poles.</summary>
    public double Low { get; init; } = -1.5;

    /// <summary>Upper end of the random inputs.</summary>
    public double High { get; init; } = 1.5;

    /// <summary>Whether ONNX Runtime has a CPU kernel for this form; where it has not, only what is read and written is run.</summary>
    public bool HasKernel { get; init; } = true;

    public string Name => $"{Op} {Opset} {Family}";

    public override string ToString() => Name;

    /// <summary>The model of this one node; inputs are called x0, x1, ... and outputs y0, y1, ...</summary>
    /// <param name="input">The input of which one axis has a free length, named N.</param>
    /// <param name="axis">That axis; none by default.</param>
    public ModelProto Model(int input = 0, int axis = -1)
    {
        var model = new ModelProto { IrVersion = 8, Graph = new GraphProto { Name = "form" } };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = Opset });
        var node = new NodeProto { OpType = Op, Name = "node" };
        for (var i = 0; i < Inputs.Length; i++)
        {
            node.Input.Add(Inputs[i] is null ? "" : $"x{i}");
            if (Inputs[i] is long[] dims) model.Graph.Input.Add(FloatInput($"x{i}", dims, i == input ? axis : -1));
            if (Inputs[i] is Tensor tensor) model.Graph.Initializer.Add(TensorValues.Write($"x{i}", (int)tensor.Type, [.. tensor.Dims], tensor.Values));
        }

        for (var i = 0; i < Outputs.Length; i++)
        {
            node.Output.Add(Outputs[i] ? $"y{i}" : "");
            if (Outputs[i]) model.Graph.Output.Add(new ValueInfoProto { Name = $"y{i}" });
        }

        node.Attribute.AddRange(Attributes.Select(a => AttributeOf(a.Name, a.Value)));
        model.Graph.Node.Add(node);
        return model;
    }

    private static ValueInfoProto FloatInput(string name, long[] dims, int free)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(dims.Select(d => new TensorShapeProto.Types.Dimension { DimValue = d }));
        if (free >= 0) shape.Dim[free] = new() { DimParam = "N" };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1, Shape = shape } } };
    }

    private static AttributeProto AttributeOf(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case int i: (attribute.Type, attribute.I) = (Kind.Int, i); break;
            case double f: (attribute.Type, attribute.F) = (Kind.Float, (float)f); break;
            case string s: (attribute.Type, attribute.S) = (Kind.String, ByteString.CopyFromUtf8(s)); break;
            case long[] ints: attribute.Type = Kind.Ints; attribute.Ints.AddRange(ints); break;
            case double[] floats: attribute.Type = Kind.Floats; attribute.Floats.AddRange(floats.Select(f => (float)f)); break;
            case string[] texts: attribute.Type = Kind.Strings; attribute.Strings.AddRange(texts.Select(ByteString.CopyFromUtf8)); break;
            default: throw new ArgumentException($"Attribute '{name}' cannot hold a {value.GetType().Name}.");
        }

        return attribute;
    }
}
