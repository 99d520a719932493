using System.Globalization;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;
using Kind = MamlEdge.Exporter.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace MamlEdge.Exporter.Models;

/// <summary>Attributes and tensors of ONNX messages as those of the graph.</summary>
internal static class OnnxAttributes
{
    public static Attributes Of(NodeProto node) => new(node.Attribute.Select(a => (a.Name, ValueOf(a))));

    public static Tensor TensorOf(TensorProto tensor)
    {
        var values = TensorValues.Read(tensor);
        var type = (DataType)tensor.DataType;
        return new(type, tensor.Dims, type == DataType.Float32 && tensor.Dims.Count == 0 ? [Decimal((float)values[0])] : values);
    }

    /// <summary>
    /// A single float as the shortest decimal that rounds to it: 1e-5f was meant as 0.00001. In float32 it is the same number; in the
    /// double-precision reference it is the one that was meant.
    /// </summary>
    private static double Decimal(float value) => double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static object? ValueOf(AttributeProto a) => a.Type switch
    {
        Kind.Float => Decimal(a.F),
        Kind.Int => a.I,
        Kind.String => a.S.ToStringUtf8(),
        Kind.Tensor => TensorOf(a.T),
        Kind.Floats => a.Floats.Select(Decimal).ToArray(),
        Kind.Ints => a.Ints.ToArray(),
        Kind.Strings => a.Strings.Select(s => s.ToStringUtf8()).ToArray(),
        _ => null,
    };
}
