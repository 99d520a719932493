using MamlEdge.Exporter.Onnx.Proto;
using ElementType = MamlEdge.Exporter.Onnx.Proto.TensorProto.Types.DataType;

namespace MamlEdge.Exporter.Onnx;

/// <summary>How many elements and bytes a stored tensor must have.</summary>
internal static class TensorShape
{
    /// <summary>Most axes of a tensor.</summary>
    public const int LargestRank = 64;

    /// <summary>The number of elements.</summary>
    /// <exception cref="ExporterException">The shape is impossible.</exception>
    public static long Count(TensorProto tensor) => Count(tensor.Dims, tensor.Name);

    /// <summary>The number of elements of a shape; <paramref name="name"/> is whose it is, for the message.</summary>
    /// <exception cref="ExporterException">An axis is negative, there are too many, or their product overflows.</exception>
    public static long Count(IReadOnlyList<long> dims, string name)
    {
        var (count, fits) = (1L, dims.Count <= LargestRank);
        for (var i = 0; fits && i < dims.Count; i++)
        {
            fits = dims[i] >= 0 && (dims[i] == 0 || count <= long.MaxValue / 16 / dims[i]);
            count = fits ? count * dims[i] : 0;
        }

        return fits ? count : throw new ExporterException($"Tensor '{name}' has the impossible shape {Text(dims)}. The model is damaged; export it again.");
    }

    /// <summary>The number of bytes that the elements take.</summary>
    /// <exception cref="ExporterException">The shape is impossible or the element type unknown.</exception>
    public static long Bytes(TensorProto tensor) => ((Count(tensor) * Bits(tensor)) + 7) / 8;

    /// <summary>Bits of one element.</summary>
    /// <exception cref="ExporterException">The element type is unknown or has no fixed width.</exception>
    public static int Bits(TensorProto tensor) => (ElementType)tensor.DataType switch
    {
        ElementType.Complex128 => 128,
        ElementType.Double or ElementType.Int64 or ElementType.Uint64 or ElementType.Complex64 => 64,
        ElementType.Float or ElementType.Int32 or ElementType.Uint32 => 32,
        ElementType.Float16 or ElementType.Bfloat16 or ElementType.Int16 or ElementType.Uint16 => 16,
        ElementType.Uint4 or ElementType.Int4 => 4,
        ElementType.Undefined or ElementType.String => throw new ExporterException($"Tensor '{tensor.Name}' holds {(tensor.DataType == 0 ? "elements of no type" : "text")}; expected numbers."),
        var type when Enum.IsDefined(type) => 8,
        var type => throw new ExporterException($"Tensor '{tensor.Name}' has the unsupported element type {type}. Export the model for opset 21 or older."),
    };

    /// <summary>An error about a tensor whose data is not of the size that its shape says.</summary>
    public static ExporterException Misfit(TensorProto tensor, string got) =>
        new($"Tensor '{tensor.Name}' of shape {Text(tensor.Dims)} needs {Count(tensor)} elements, got {got}. The model is damaged; export it again.");

    private static string Text(IReadOnlyList<long> dims) =>
        dims.Count <= LargestRank ? $"[{string.Join(", ", dims)}]" : $"[{string.Join(", ", dims.Take(4))}, ... {dims.Count} axes]";
}
