using System.Globalization;
using Google.Protobuf;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;

namespace MamlEdge.Exporter.Models;

/// <summary>Tensors of ONNX messages as constants of the graph.</summary>
internal static class OnnxTensors
{
    /// <summary>A <see cref="Tensor"/>, or a <see cref="StoredTensor"/> for what double precision does not hold exactly.</summary>
    /// <exception cref="ExporterException">The data does not fit the shape, or the element type is unknown.</exception>
    public static object Read(TensorProto tensor)
    {
        var type = (DataType)tensor.DataType;
        if (type == DataType.Text) return Text(tensor);
        if (!type.IsNumeric() || !TensorValues.AreExact(tensor)) return Stored(tensor, TensorValues.Raw(tensor));
        var values = TensorValues.Read(tensor);
        return new Tensor(type, tensor.Dims, type == DataType.Float32 && tensor.Dims.Count == 0 ? [Decimal((float)values[0])] : values);
    }

    /// <summary>
    /// A single float as the shortest decimal that rounds to it: 1e-5f was meant as 0.00001. In float32 it is the same number; in the
    /// double-precision reference it is the one that was meant.
    /// </summary>
    public static double Decimal(float value) => double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static StoredTensor Stored(TensorProto tensor, ReadOnlyMemory<byte> raw)
    {
        var bare = new TensorProto { DataType = tensor.DataType, RawData = ByteString.CopyFrom(raw.Span) };
        bare.Dims.AddRange(tensor.Dims);
        return new((DataType)tensor.DataType, [.. tensor.Dims], bare.ToByteArray());
    }

    private static StoredTensor Text(TensorProto tensor)
    {
        if (TensorShape.Count(tensor) != tensor.StringData.Count || tensor.DataLocation == TensorProto.Types.DataLocation.External)
            throw TensorShape.Misfit(tensor, $"{tensor.StringData.Count} texts");
        var bare = new TensorProto { DataType = tensor.DataType };
        bare.Dims.AddRange(tensor.Dims);
        bare.StringData.AddRange(tensor.StringData);
        return new(DataType.Text, [.. tensor.Dims], bare.ToByteArray());
    }
}
