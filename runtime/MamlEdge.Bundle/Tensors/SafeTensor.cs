using System.Runtime.InteropServices;

namespace MamlEdge.Bundle;

/// <summary>A tensor as it stands in a safetensors file: element type, shape, and row-major little-endian bytes.</summary>
public sealed class SafeTensor
{
    private readonly long[] _shape;

    /// <summary>Wraps the given bytes; they are not copied.</summary>
    /// <param name="type">Element type.</param>
    /// <param name="shape">Dimensions; empty for a scalar.</param>
    /// <param name="data">Row-major little-endian elements.</param>
    /// <exception cref="BundleException">The number of bytes is not that of the shape.</exception>
    public SafeTensor(ElementType type, long[] shape, ReadOnlyMemory<byte> data)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("MamlEdge reads and writes tensors on little-endian machines only.");
        var count = TensorShape.Count(shape);
        if (checked(count * type.Size()) != data.Length)
        {
            throw new BundleException(
                $"Tensor of shape {TensorShape.Text(shape)} and type {type.ManifestName()}",
                $"{count * type.Size()} bytes",
                $"{data.Length}",
                "Give data that fills the shape.");
        }

        Type = type;
        _shape = [.. shape];
        Data = data;
        Count = (int)count;
    }

    /// <summary>Element type.</summary>
    public ElementType Type { get; }

    /// <summary>A copy of the dimensions; empty for a scalar.</summary>
    public long[] Shape => [.. _shape];

    /// <summary>The dimensions, without a copy.</summary>
    public ReadOnlySpan<long> Dimensions => _shape;

    /// <summary>Number of elements.</summary>
    public int Count { get; }

    /// <summary>Row-major little-endian bytes.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>A float32 tensor with a copy of the values.</summary>
    /// <param name="values">Row-major values.</param>
    /// <param name="shape">Dimensions; none for a scalar.</param>
    public static SafeTensor FromFloats(ReadOnlySpan<float> values, params long[] shape) =>
        new(ElementType.Float32, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>A float64 tensor with a copy of the values.</summary>
    /// <param name="values">Row-major values.</param>
    /// <param name="shape">Dimensions; none for a scalar.</param>
    public static SafeTensor FromDoubles(ReadOnlySpan<double> values, params long[] shape) =>
        new(ElementType.Float64, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>An int64 tensor with a copy of the values.</summary>
    /// <param name="values">Row-major values.</param>
    /// <param name="shape">Dimensions; none for a scalar.</param>
    public static SafeTensor FromLongs(ReadOnlySpan<long> values, params long[] shape) =>
        new(ElementType.Int64, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>The bytes of a float32 tensor as floats, without a copy.</summary>
    /// <exception cref="BundleException">The tensor is not float32.</exception>
    public ReadOnlySpan<float> AsFloats() => Type == ElementType.Float32
        ? MemoryMarshal.Cast<byte, float>(Data.Span)
        : throw WrongType("float32");

    /// <summary>The values as float32; float64, float16 and bfloat16 are converted (rounded to nearest).</summary>
    /// <exception cref="BundleException">The tensor holds integers or booleans.</exception>
    public float[] ToFloats() => Type switch
    {
        ElementType.Float32 => MemoryMarshal.Cast<byte, float>(Data.Span).ToArray(),
        ElementType.Float64 => Convert<double, float>(static value => (float)value),
        ElementType.Float16 => Convert<Half, float>(static value => (float)value),
        ElementType.BFloat16 => Convert<ushort, float>(FromBFloat16),
        _ => throw WrongType("a floating-point type"),
    };

    /// <summary>The values as float64; float32, float16 and bfloat16 are converted exactly.</summary>
    /// <exception cref="BundleException">The tensor holds integers or booleans.</exception>
    public double[] ToDoubles() => Type switch
    {
        ElementType.Float32 => Convert<float, double>(static value => value),
        ElementType.Float64 => MemoryMarshal.Cast<byte, double>(Data.Span).ToArray(),
        ElementType.Float16 => Convert<Half, double>(static value => (double)value),
        ElementType.BFloat16 => Convert<ushort, double>(static value => FromBFloat16(value)),
        _ => throw WrongType("a floating-point type"),
    };

    /// <summary>The values as int64; narrower integers and booleans are widened.</summary>
    /// <exception cref="BundleException">The tensor holds floating-point numbers, or uint64.</exception>
    public long[] ToLongs() => Type switch
    {
        ElementType.Int64 => MemoryMarshal.Cast<byte, long>(Data.Span).ToArray(),
        ElementType.Int32 => Convert<int, long>(static value => value),
        ElementType.Int16 => Convert<short, long>(static value => value),
        ElementType.Int8 => Convert<sbyte, long>(static value => value),
        ElementType.UInt32 => Convert<uint, long>(static value => value),
        ElementType.UInt16 => Convert<ushort, long>(static value => value),
        ElementType.UInt8 or ElementType.Bool => Convert<byte, long>(static value => value),
        _ => throw WrongType("an integer type"),
    };

    private static float FromBFloat16(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    private TTo[] Convert<TFrom, TTo>(Func<TFrom, TTo> convert)
        where TFrom : unmanaged
    {
        var source = MemoryMarshal.Cast<byte, TFrom>(Data.Span);
        var target = new TTo[source.Length];
        for (var i = 0; i < target.Length; i++)
            target[i] = convert(source[i]);
        return target;
    }

    private BundleException WrongType(string expected) => new(
        $"Tensor of shape {TensorShape.Text(_shape)}",
        expected,
        Type.ManifestName(),
        "Convert it where it is written.");
}
