using System.Buffers.Binary;
using System.Text.Json;

namespace MamlEdge.Bundle;

/// <summary>Parses and validates the header of a safetensors file: nothing is read outside the bounds it proves.</summary>
internal sealed class SafetensorsHeader
{
    internal const string MetadataKey = "__metadata__";
    private const string WayOut = "The file is damaged or was written by a faulty program: copy or write it again.";

    private readonly string _source;
    private readonly ReadOnlyMemory<byte> _data;
    private readonly long _dataStart;

    private SafetensorsHeader(string source, ReadOnlyMemory<byte> data, long dataStart)
    {
        _source = source;
        _data = data;
        _dataStart = dataStart;
    }

    /// <summary>Reads header and data.</summary>
    internal static SafetensorsFile Read(ReadOnlyMemory<byte> bytes, string source)
    {
        if (bytes.Length < Safetensors.LengthBytes)
            throw new BundleException(source, "a safetensors file of at least 8 bytes", $"{bytes.Length} bytes", WayOut);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span);
        var available = (ulong)(bytes.Length - Safetensors.LengthBytes);
        if (length > Limits.SafetensorsHeader || length > available)
        {
            throw new BundleException(
                source,
                $"a safetensors header of at most {Math.Min(Limits.SafetensorsHeader, available)} bytes",
                $"a header length of {length}",
                WayOut);
        }

        var start = Safetensors.LengthBytes + (int)length;
        var header = new SafetensorsHeader(source, bytes[start..], start);
        try
        {
            using var json = JsonDocument.Parse(bytes[Safetensors.LengthBytes..start]);
            return header.Read(json.RootElement);
        }
        catch (JsonException error)
        {
            throw new BundleException($"{source}, header", "JSON", error.Message, WayOut, error);
        }
        catch (InvalidOperationException error)
        {
            throw new BundleException($"{source}, header", "valid UTF-8 text", error.Message, WayOut, error);
        }
    }

    private SafetensorsFile Read(JsonElement root)
    {
        Require(root.ValueKind == JsonValueKind.Object, "header", "a JSON object", root.ValueKind);
        var entries = new List<SafetensorsEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in root.EnumerateObject())
        {
            Require(names.Add(property.Name), "header", "every name once", $"'{property.Name}' twice");
            if (property.Name == MetadataKey)
                ReadMetadata(property.Value, metadata);
            else
                entries.Add(ReadEntry(property.Name, property.Value));
        }

        RequireContiguous(entries);
        return new SafetensorsFile(_source, entries, metadata);
    }

    private void ReadMetadata(JsonElement element, Dictionary<string, string> metadata)
    {
        Require(element.ValueKind == JsonValueKind.Object, MetadataKey, "a JSON object", element.ValueKind);
        foreach (var property in element.EnumerateObject())
        {
            Require(property.Value.ValueKind == JsonValueKind.String,
                $"{MetadataKey}, '{property.Name}'", "a text", property.Value.ValueKind);
            Require(metadata.TryAdd(property.Name, property.Value.GetString()!),
                MetadataKey, "every name once", $"'{property.Name}' twice");
        }
    }

    private SafetensorsEntry ReadEntry(string name, JsonElement element)
    {
        var part = $"tensor '{name}'";
        Require(element.ValueKind == JsonValueKind.Object, part, "a JSON object", element.ValueKind);
        var typeName = Field(element, part, "dtype", JsonValueKind.String).GetString();
        Require(ElementTypes.TryParseSafetensors(typeName, out var type),
            part, $"a dtype among {ElementTypes.KnownSafetensorsNames}", $"'{typeName}'");
        var shape = Longs(element, part, "shape");
        var offsets = Longs(element, part, "data_offsets");
        Require(offsets.Length == 2 && offsets[0] <= offsets[1] && offsets[1] <= _data.Length,
            part, $"data_offsets [begin, end] within {_data.Length} bytes of data", TensorShape.Text(offsets));
        Require(TryByteCount(type, shape, out var count) && count == offsets[1] - offsets[0],
            part, $"as many bytes as shape {TensorShape.Text(shape)} of {typeName} has", $"{offsets[1] - offsets[0]}");
        var data = _data.Slice((int)offsets[0], (int)count);
        return new SafetensorsEntry(name, new SafeTensor(type, shape, data), _dataStart + offsets[0]);
    }

    private void RequireContiguous(List<SafetensorsEntry> entries)
    {
        var at = _dataStart;
        foreach (var entry in entries.OrderBy(e => e.FileOffset).ThenBy(e => e.Tensor.Data.Length))
        {
            Require(entry.FileOffset == at, $"tensor '{entry.Name}'",
                $"data that begins at byte {at - _dataStart}, where the one before ends", $"{entry.FileOffset - _dataStart}");
            at += entry.Tensor.Data.Length;
        }

        Require(at == _dataStart + _data.Length, "data", $"{at - _dataStart} bytes, as the header says", _data.Length);
    }

    private static bool TryByteCount(ElementType type, long[] shape, out long count)
    {
        count = 0;
        try
        {
            count = checked(TensorShape.Count(shape) * type.Size());
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    private long[] Longs(JsonElement element, string part, string field)
    {
        var array = Field(element, part, field, JsonValueKind.Array);
        Require(array.GetArrayLength() <= Limits.Rank, $"{part}, {field}", $"at most {Limits.Rank} numbers", array.GetArrayLength());
        var values = new long[array.GetArrayLength()];
        for (var i = 0; i < values.Length; i++)
        {
            Require(array[i].ValueKind == JsonValueKind.Number && array[i].TryGetInt64(out values[i]) && values[i] >= 0,
                $"{part}, {field}", "integers of 0 or more", array[i].GetRawText());
        }

        return values;
    }

    private JsonElement Field(JsonElement element, string part, string field, JsonValueKind kind)
    {
        var found = element.TryGetProperty(field, out var value);
        Require(found && value.ValueKind == kind, part, $"a field '{field}' ({kind})", found ? value.ValueKind : "none");
        return value;
    }

    private void Require(bool condition, string part, string expected, object got)
    {
        if (!condition)
            throw new BundleException($"{_source}, {part}", expected, $"{got}", WayOut);
    }
}
