using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace MamlEdge.Bundle;

/// <summary>
/// Reads and writes the safetensors format: 8 bytes of little-endian header length, a JSON header, the data.
/// Source: https://github.com/huggingface/safetensors (Format).
/// </summary>
public static class Safetensors
{
    /// <summary>The data of a written file begins at a multiple of this many bytes.</summary>
    public const int DataAlignment = 64;

    internal const int LengthBytes = 8;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BundleException">The file is missing or is not a valid safetensors file.</exception>
    public static SafetensorsFile Read(string path) => Read(FileBytes.Read(path), path);

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream; not closed.</param>
    /// <param name="source">What the stream is, for messages.</param>
    /// <exception cref="BundleException">The stream is not a valid safetensors file.</exception>
    public static SafetensorsFile Read(Stream stream, string source = "safetensors stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return Read(buffer.ToArray(), source);
    }

    /// <summary>Reads the bytes of a file; the tensors refer to them, so they must not change afterwards.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="source">What the bytes are, for messages.</param>
    /// <exception cref="BundleException">The bytes are not a valid safetensors file.</exception>
    public static SafetensorsFile Read(ReadOnlyMemory<byte> bytes, string source = "safetensors bytes") =>
        SafetensorsHeader.Read(bytes, source);

    /// <summary>
    /// The bytes of a file with the tensors in the given order and the metadata sorted by key: the same input gives
    /// the same bytes. The data begins at a multiple of <see cref="DataAlignment"/> and has no holes.
    /// </summary>
    /// <param name="tensors">Names and tensors; no name twice.</param>
    /// <param name="metadata">Texts for <c>__metadata__</c>, which is left out where there are none.</param>
    /// <exception cref="BundleException">A name is used twice or is reserved.</exception>
    public static byte[] Write(
        IEnumerable<KeyValuePair<string, SafeTensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var entries = tensors.ToList();
        var header = new ArrayBufferWriter<byte>();
        var dataLength = WriteHeader(header, entries, metadata);
        var headerLength = RoundUp(LengthBytes + header.WrittenCount) - LengthBytes;
        var file = new byte[checked(LengthBytes + headerLength + dataLength)];
        BinaryPrimitives.WriteInt64LittleEndian(file, headerLength);
        header.WrittenSpan.CopyTo(file.AsSpan(LengthBytes));
        file.AsSpan(LengthBytes + header.WrittenCount, headerLength - header.WrittenCount).Fill((byte)' ');
        var at = LengthBytes + headerLength;
        foreach (var (_, tensor) in entries)
        {
            tensor.Data.Span.CopyTo(file.AsSpan(at));
            at += tensor.Data.Length;
        }

        return file;
    }

    private static int WriteHeader(
        ArrayBufferWriter<byte> header,
        List<KeyValuePair<string, SafeTensor>> entries,
        IReadOnlyDictionary<string, string>? metadata)
    {
        using var json = new Utf8JsonWriter(header);
        json.WriteStartObject();
        if (metadata is { Count: > 0 })
        {
            json.WriteStartObject(SafetensorsHeader.MetadataKey);
            foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                json.WriteString(key, value);
            json.WriteEndObject();
        }

        var names = new HashSet<string>(StringComparer.Ordinal) { SafetensorsHeader.MetadataKey };
        var offset = 0;
        foreach (var (name, tensor) in entries)
        {
            if (!names.Add(name))
            {
                throw new BundleException(
                    "Tensors to write",
                    $"different names other than '{SafetensorsHeader.MetadataKey}'",
                    $"'{name}' again",
                    "Rename one of them.");
            }

            json.WriteStartObject(name);
            json.WriteString("dtype", tensor.Type.SafetensorsName());
            WriteLongs(json, "shape", tensor.Dimensions);
            WriteLongs(json, "data_offsets", [offset, checked(offset + tensor.Data.Length)]);
            json.WriteEndObject();
            offset += tensor.Data.Length;
        }

        json.WriteEndObject();
        json.Flush();
        return offset;
    }

    private static void WriteLongs(Utf8JsonWriter json, string name, ReadOnlySpan<long> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static int RoundUp(int length) => (length + DataAlignment - 1) / DataAlignment * DataAlignment;
}
