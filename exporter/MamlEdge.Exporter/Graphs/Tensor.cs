using System.Globalization;

namespace MamlEdge.Exporter.Graphs;

/// <summary>
/// A constant, row-major. Every element type is held in double precision, which represents float32 and all
/// integers that occur in models exactly; integers beyond 2^53 (the "to the end" marks of Slice) saturate.
/// </summary>
public sealed class Tensor
{
    /// <summary>A tensor of the given type and axes over <paramref name="values"/>, which is not copied.</summary>
    /// <exception cref="ExporterException">The number of values does not fit the axes.</exception>
    public Tensor(DataType type, IReadOnlyList<long> dims, double[] values)
    {
        Type = type;
        Dims = [.. dims];
        Values = values;
        if (Count(Dims) != values.LongLength)
        {
            throw new ExporterException(
                $"A tensor of shape [{string.Join(", ", dims)}] needs as many values as its shape says, got {values.Length}.");
        }
    }

    /// <summary>The element type that the values have in the model.</summary>
    public DataType Type { get; }

    /// <summary>The length of every axis.</summary>
    public IReadOnlyList<long> Dims { get; }

    /// <summary>The elements in row-major order.</summary>
    public double[] Values { get; }

    /// <summary>The number of axes.</summary>
    public int Rank => Dims.Count;

    /// <summary>The elements as integers, saturated to 64 bits.</summary>
    public long[] ToLongs() => Array.ConvertAll(Values, v => (long)v);

    /// <summary>The number of elements of a tensor with the given axes.</summary>
    /// <exception cref="OverflowException">There are more than 64 bits can count.</exception>
    public static long Count(IEnumerable<long> dims) => dims.Aggregate(1L, (a, b) => checked(a * b));

    /// <summary>A single number.</summary>
    public static Tensor Scalar(DataType type, double value) => new(type, [], [value]);

    /// <summary>A vector of 64-bit integers.</summary>
    public static Tensor Longs(params IReadOnlyList<long> values) =>
        new(DataType.Int64, [values.Count], [.. values.Select(v => (double)v)]);

    /// <summary>The value when all elements are equal, otherwise null.</summary>
    public double? Uniform()
    {
        if (Values.Length == 0) return null;
        foreach (var value in Values)
        {
            if (!value.Equals(Values[0])) return null;
        }

        return Values[0];
    }

    /// <summary>The same values under other axes.</summary>
    public Tensor Reshape(params IReadOnlyList<long> dims) => new(Type, dims, Values);

    /// <summary>The values converted as ONNX Cast does: to integers truncated towards zero, to bool as "not zero".</summary>
    public Tensor Cast(DataType type) => new(type, Dims, type switch
    {
        DataType.Bool => Array.ConvertAll(Values, v => v != 0 ? 1.0 : 0.0),
        DataType.Float16 => Array.ConvertAll(Values, v => (double)(Half)v),
        DataType.BFloat16 => Array.ConvertAll(Values, v => (double)BitConverter.Int32BitsToSingle(Onnx.TensorValues.BrainFloat(v) << 16)),
        _ when type.IsFloat() => Values,
        _ => Array.ConvertAll(Values, Math.Truncate),
    });

    /// <inheritdoc/>
    public override string ToString()
    {
        var shown = Values.Take(8).Select(v => v.ToString("R", CultureInfo.InvariantCulture));
        return $"{Type}[{string.Join(", ", Dims)}] {{{string.Join(", ", shown)}{(Values.Length > 8 ? ", ..." : "")}}}";
    }
}
