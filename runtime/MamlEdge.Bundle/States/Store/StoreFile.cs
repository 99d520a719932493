using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MamlEdge.Bundle;

/// <summary>A file of a store: JSON that carries its own hash, <c>{"sha256":"...","content":{...}}</c>, without blanks.</summary>
internal static class StoreFile
{
    internal const string WayOut = "Copy the store from a backup, roll back to another version, or forget the person.";
    private const int HashDigits = 64;

    private static ReadOnlySpan<byte> Start => "{\"sha256\":\""u8;

    private static ReadOnlySpan<byte> Middle => "\",\"content\":"u8;

    internal static byte[] ToJson<T>(T content, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(content, type);
        return [.. Start, .. System.Text.Encoding.ASCII.GetBytes(FileDigest.Hash(json)), .. Middle, .. json, (byte)'}'];
    }

    internal static T FromJson<T>(ReadOnlySpan<byte> file, JsonTypeInfo<T> type, string source)
    {
        var (hash, content) = (Start.Length, Start.Length + HashDigits + Middle.Length);
        if (file.Length <= content || !file.StartsWith(Start) || !file[(hash + HashDigits)..].StartsWith(Middle) || file[^1] != '}')
            throw new BundleException(source, "a file that this library wrote", $"{file.Length} other bytes", $"The file is damaged. {WayOut}");
        var json = file[content..^1];
        var written = System.Text.Encoding.ASCII.GetString(file.Slice(hash, HashDigits));
        if (FileDigest.Hash(json) is var actual && actual != written)
            throw new BundleException(source, $"contents with SHA-256 {written}", actual, $"The file is damaged. {WayOut}");
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new BundleException(source, "a JSON object", "null", WayOut);
        }
        catch (JsonException error)
        {
            throw new BundleException(source, "the JSON of a state store", error.Message, WayOut, error);
        }
    }
}
