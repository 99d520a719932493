using System.Globalization;
using MamlEdge.Exporter.Onnx.Proto;
using Element = MamlEdge.Exporter.Onnx.Proto.TensorProto.Types.DataType;

namespace MamlEdge.Exporter.Inspection;

/// <summary>Whether the data of a tensor fits its type and shape, wherever it lies.</summary>
internal static class TensorCheck
{
    /// <summary>Adds what is wrong with a tensor to <paramref name="problems"/>.</summary>
    public static void Run(TensorProto tensor, string name, Func<string, long?> sizeOf, List<string> problems)
    {
        if (tensor.DataType == 0) problems.Add($"{name} has no element type");
        if (CountOf(tensor.Dims) is not { } count)
        {
            problems.Add($"{name} has the impossible shape [{string.Join(", ", tensor.Dims)}]");
            return;
        }

        var bits = BitsOf((Element)tensor.DataType);
        if (tensor.DataLocation == TensorProto.Types.DataLocation.External)
        {
            External(tensor, name, bits is { } b ? ((count * b) + 7) / 8 : null, sizeOf, problems);
            return;
        }

        if (tensor.ExternalData.Count > 0) problems.Add($"{name} names external data but says that its data is not external");
        int[] fields = [tensor.RawData.Length, tensor.FloatData.Count, tensor.Int32Data.Count, tensor.StringData.Count, tensor.Int64Data.Count, tensor.DoubleData.Count, tensor.Uint64Data.Count];
        if (fields.Count(f => f > 0) > 1) problems.Add($"{name} holds data in more than one field");
        if (tensor.RawData.Length > 0 && bits is { } width && tensor.RawData.Length != ((count * width) + 7) / 8) problems.Add($"{name} needs {((count * width) + 7) / 8} bytes for its shape, got {tensor.RawData.Length}");
        else if (count > 0 && fields.All(f => f == 0)) problems.Add($"{name} holds no data");
        else if (tensor.RawData.Length == 0 && bits is 32 or 64 or 16 or 8 && fields.Max() != count && (Element)tensor.DataType is not (Element.Complex64 or Element.Complex128)) problems.Add($"{name} needs {count} elements for its shape, got {fields.Max()}");
    }

    private static void External(TensorProto tensor, string name, long? bytes, Func<string, long?> sizeOf, List<string> problems)
    {
        var entries = tensor.ExternalData.DistinctBy(e => e.Key).ToDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal);
        if (!entries.TryGetValue("location", out var location))
        {
            problems.Add($"{name} is external but names no file");
            return;
        }

        if (Path.IsPathRooted(location) || location.Split('/', '\\').Contains(".."))
        {
            problems.Add($"{name} lies in '{location}', expected a file in the model's folder");
            return;
        }

        if (sizeOf(location) is not { } size)
        {
            problems.Add($"{name} lies in '{location}', which is missing");
            return;
        }

        if (!Number("offset", out var offset) || !Number("length", out var length)) problems.Add($"{name} has an offset or a length that is no number");
        else if ((offset ?? 0) < 0 || (length ?? 0) < 0 || (offset ?? 0) + (length ?? bytes ?? 0) > size) problems.Add($"{name} lies beyond the end of '{location}', which has {size} bytes");
        else if (length is not null && bytes is not null && length != bytes) problems.Add($"{name} needs {bytes} bytes for its shape, got {length}");

        bool Number(string key, out long? value)
        {
            value = null;
            if (!entries.TryGetValue(key, out var text)) return true;
            var isNumber = long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number);
            value = number;
            return isNumber;
        }
    }

    /// <summary>Number of elements; null where an axis is negative or the number does not fit.</summary>
    private static long? CountOf(IEnumerable<long> dims)
    {
        var count = (UInt128)1;
        foreach (var dim in dims)
        {
            if (dim < 0) return null;
            count *= (UInt128)dim;
            if (count > long.MaxValue / 16) return null;
        }

        return (long)count;
    }

    private static int? BitsOf(Element type) => type switch
    {
        Element.Complex128 => 128,
        Element.Double or Element.Int64 or Element.Uint64 or Element.Complex64 => 64,
        Element.Float or Element.Int32 or Element.Uint32 => 32,
        Element.Float16 or Element.Bfloat16 or Element.Int16 or Element.Uint16 => 16,
        Element.Bool or Element.Int8 or Element.Uint8 => 8,
        _ => null,
    };
}
