using System.Buffers.Binary;
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
        var count = Count(tensor);
        var type = (ElementType)tensor.DataType;
        if (tensor.RawData.Length > 0)
        {
            if (tensor.RawData.Length != checked(count * Width(tensor, type))) throw Misfit(tensor, count, $"{tensor.RawData.Length} bytes");
            return FromRaw(tensor.RawData.Span, type, (int)count);
        }

        double[] values = type switch
        {
            ElementType.Float => [.. tensor.FloatData.Select(v => (double)v)],
            ElementType.Double => [.. tensor.DoubleData],
            ElementType.Int64 => [.. tensor.Int64Data.Select(v => (double)v)],
            ElementType.Uint32 or ElementType.Uint64 => [.. tensor.Uint64Data.Select(v => (double)v)],
            ElementType.Float16 => [.. tensor.Int32Data.Select(v => (double)BitConverter.UInt16BitsToHalf((ushort)v))],
            ElementType.Bfloat16 => [.. tensor.Int32Data.Select(v => (double)BitConverter.Int32BitsToSingle(v << 16))],
            ElementType.String => throw new ExporterException($"Tensor '{tensor.Name}' holds text; expected numbers."),
            _ => [.. tensor.Int32Data.Select(v => (double)v)],
        };
        return values.Length == count ? values : throw Misfit(tensor, count, $"{values.Length}");
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
        ElementType.Float => Bytes<float>(Array.ConvertAll(values, v => (float)v)),
        ElementType.Double => Bytes<double>(values),
        ElementType.Int64 => Bytes<long>(Array.ConvertAll(values, v => (long)v)),
        ElementType.Int32 => Bytes<int>(Array.ConvertAll(values, v => (int)v)),
        ElementType.Bool or ElementType.Uint8 => Array.ConvertAll(values, v => (byte)v),
        ElementType.Int8 => Bytes<sbyte>(Array.ConvertAll(values, v => (sbyte)v)),
        ElementType.Int16 => Bytes<short>(Array.ConvertAll(values, v => (short)v)),
        ElementType.Uint16 => Bytes<ushort>(Array.ConvertAll(values, v => (ushort)v)),
        ElementType.Uint32 => Bytes<uint>(Array.ConvertAll(values, v => (uint)v)),
        ElementType.Uint64 => Bytes<ulong>(Array.ConvertAll(values, v => (ulong)v)),
        ElementType.Float16 => Bytes<Half>(Array.ConvertAll(values, v => (Half)v)),
        ElementType.Bfloat16 => Bytes<ushort>(Array.ConvertAll(values, v => (ushort)(BitConverter.SingleToInt32Bits((float)v) >> 16))),
        var other => throw new ExporterException($"Tensors of type {other} cannot be written."),
    };

    private static double[] FromRaw(ReadOnlySpan<byte> raw, ElementType type, int count)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = type switch
            {
                ElementType.Float => BinaryPrimitives.ReadSingleLittleEndian(raw[(4 * i)..]),
                ElementType.Double => BinaryPrimitives.ReadDoubleLittleEndian(raw[(8 * i)..]),
                ElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(raw[(8 * i)..]),
                ElementType.Uint64 => BinaryPrimitives.ReadUInt64LittleEndian(raw[(8 * i)..]),
                ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(raw[(4 * i)..]),
                ElementType.Uint32 => BinaryPrimitives.ReadUInt32LittleEndian(raw[(4 * i)..]),
                ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(raw[(2 * i)..]),
                ElementType.Uint16 => BinaryPrimitives.ReadUInt16LittleEndian(raw[(2 * i)..]),
                ElementType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(raw[(2 * i)..]),
                ElementType.Bfloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(raw[(2 * i)..]) << 16),
                ElementType.Int8 => (sbyte)raw[i],
                _ => raw[i],
            };
        }

        return values;
    }

    private static long Count(TensorProto tensor)
    {
        try
        {
            return tensor.Dims.Aggregate(1L, (a, b) => b >= 0 ? checked(a * b) : throw new OverflowException());
        }
        catch (OverflowException)
        {
            throw new ExporterException($"Tensor '{tensor.Name}' has the impossible shape [{string.Join(", ", tensor.Dims)}].");
        }
    }

    private static int Width(TensorProto tensor, ElementType type) => type switch
    {
        ElementType.Double or ElementType.Int64 or ElementType.Uint64 => 8,
        ElementType.Float or ElementType.Int32 or ElementType.Uint32 => 4,
        ElementType.Float16 or ElementType.Bfloat16 or ElementType.Int16 or ElementType.Uint16 => 2,
        ElementType.Bool or ElementType.Int8 or ElementType.Uint8 => 1,
        _ => throw new ExporterException($"Tensor '{tensor.Name}' has the unsupported element type {type}."),
    };

    private static byte[] Bytes<T>(T[] values)
        where T : struct => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static ExporterException Misfit(TensorProto tensor, long count, string got) =>
        new($"Tensor '{tensor.Name}' of shape [{string.Join(", ", tensor.Dims)}] needs {count} elements, got {got}. The model is damaged; export it again.");
}
