using System.Runtime.InteropServices;
using Google.Protobuf;
using MamlEdge.Exporter.Onnx.Proto;
using ElementType = MamlEdge.Exporter.Onnx.Proto.TensorProto.Types.DataType;

namespace MamlEdge.Exporter.Onnx;

/// <summary>Numbers of tensors as double precision, from and to the ways in which ONNX stores them. Raw data is little-endian.</summary>
internal static class TensorValues
{
    /// <summary>All elements of a tensor.</summary>
    /// <exception cref="ExporterException">The byte count does not fit the shape, or the type holds no numbers.</exception>
    public static double[] Read(TensorProto tensor)
    {
        var raw = Raw(tensor);
        return (ElementType)tensor.DataType switch
        {
            ElementType.Float => From<float>(raw, v => v),
            ElementType.Double => From<double>(raw, v => v),
            ElementType.Int64 => From<long>(raw, v => v),
            ElementType.Uint64 => From<ulong>(raw, v => v),
            ElementType.Int32 => From<int>(raw, v => v),
            ElementType.Uint32 => From<uint>(raw, v => v),
            ElementType.Int16 => From<short>(raw, v => v),
            ElementType.Uint16 => From<ushort>(raw, v => v),
            ElementType.Float16 => From<Half>(raw, v => (double)v),
            ElementType.Bfloat16 => From<ushort>(raw, v => BitConverter.Int32BitsToSingle(v << 16)),
            ElementType.Int8 => From<sbyte>(raw, v => v),
            ElementType.Bool => From<byte>(raw, v => v == 0 ? 0 : 1),
            ElementType.Uint8 => From<byte>(raw, v => v),
            var type => throw new ExporterException($"Tensor '{tensor.Name}' is of type {type}, which is not computed with."),
        };
    }

    /// <summary>The elements as little-endian bytes, wherever the tensor stores them.</summary>
    /// <exception cref="ExporterException">Their number does not fit the shape, or they lie in a file that is not read.</exception>
    public static ReadOnlyMemory<byte> Raw(TensorProto tensor)
    {
        var expected = TensorShape.Bytes(tensor);
        if (tensor.DataLocation == TensorProto.Types.DataLocation.External)
            throw new ExporterException($"Tensor '{tensor.Name}' lies in another file, which cannot be read here. Give the model by its path.");
        if (tensor.RawData.Length > 0)
            return tensor.RawData.Length == expected ? tensor.RawData.Memory : throw TensorShape.Misfit(tensor, $"{tensor.RawData.Length} bytes");
        byte[] raw = (ElementType)tensor.DataType switch
        {
            ElementType.Float or ElementType.Complex64 => Bytes<float>([.. tensor.FloatData]),
            ElementType.Double or ElementType.Complex128 => Bytes<double>([.. tensor.DoubleData]),
            ElementType.Int64 => Bytes<long>([.. tensor.Int64Data]),
            ElementType.Uint64 => Bytes<ulong>([.. tensor.Uint64Data]),
            ElementType.Uint32 => Bytes<uint>([.. tensor.Uint64Data.Select(v => (uint)v)]),
            ElementType.Int32 => Bytes<int>([.. tensor.Int32Data]),
            ElementType.Float16 or ElementType.Bfloat16 or ElementType.Int16 or ElementType.Uint16 => Bytes<ushort>([.. tensor.Int32Data.Select(v => (ushort)v)]),
            _ => [.. tensor.Int32Data.Select(v => (byte)v)],
        };
        return raw.Length == expected ? raw : throw TensorShape.Misfit(tensor, $"{raw.Length * 8L / TensorShape.Bits(tensor)}");
    }

    /// <summary>Whether every element of a tensor is exactly a double: all but some 64-bit integers are.</summary>
    public static bool AreExact(TensorProto tensor)
    {
        if ((ElementType)tensor.DataType is not (ElementType.Int64 or ElementType.Uint64)) return true;
        var signed = tensor.DataType == (int)ElementType.Int64;
        foreach (var bits in MemoryMarshal.Cast<byte, long>(Raw(tensor).Span))
        {
            // The numbers of largest magnitude are marks ("to the end", "to the beginning") that saturating conversion keeps.
            if (signed ? bits is not (long.MaxValue or -long.MaxValue) && (long)(double)bits != bits : (ulong)bits != ulong.MaxValue && (ulong)(double)(ulong)bits != (ulong)bits) return false;
        }

        return true;
    }

    /// <summary>A tensor with the elements as raw data.</summary>
    public static TensorProto Write(string name, int dataType, IReadOnlyList<long> dims, double[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = dataType, RawData = ByteString.CopyFrom(ToRaw(dataType, values)) };
        tensor.Dims.AddRange(dims);
        return tensor;
    }

    /// <summary>Elements as little-endian bytes of the given type.</summary>
    public static byte[] ToRaw(int dataType, double[] values) => (ElementType)dataType switch
    {
        ElementType.Float => To(values, v => (float)v),
        ElementType.Double => Bytes<double>(values),
        ElementType.Int64 => To(values, v => (long)v),
        ElementType.Int32 => To(values, v => (int)v),
        ElementType.Bool or ElementType.Uint8 => Array.ConvertAll(values, v => (byte)v),
        ElementType.Int8 => To(values, v => (sbyte)v),
        ElementType.Int16 => To(values, v => (short)v),
        ElementType.Uint16 => To(values, v => (ushort)v),
        ElementType.Uint32 => To(values, v => (uint)v),
        ElementType.Uint64 => To(values, v => (ulong)v),
        ElementType.Float16 => To(values, v => (Half)v),
        ElementType.Bfloat16 => To(values, BrainFloat),
        var other => throw new ExporterException($"Tensors of type {other} cannot be written."),
    };

    /// <summary>The upper half of the nearest float32 number, ties to even.</summary>
    public static ushort BrainFloat(double value)
    {
        var bits = BitConverter.SingleToUInt32Bits((float)value);
        return double.IsNaN(value) ? (ushort)0x7FC0 : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    private static double[] From<T>(ReadOnlyMemory<byte> raw, Func<T, double> convert)
        where T : struct
    {
        var stored = MemoryMarshal.Cast<byte, T>(raw.Span);
        var values = new double[stored.Length];
        for (var i = 0; i < values.Length; i++) values[i] = convert(stored[i]);
        return values;
    }

    private static byte[] To<T>(double[] values, Converter<double, T> convert)
        where T : struct => Bytes<T>(Array.ConvertAll(values, convert));

    private static byte[] Bytes<T>(T[] values)
        where T : struct => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
}
