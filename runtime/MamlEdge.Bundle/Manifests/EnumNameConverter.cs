using System.Text.Json;
using System.Text.Json.Serialization;

namespace MamlEdge.Bundle;

/// <summary>Enum values as names that a policy makes of those in C#; numbers are refused. The library's own converter of enums takes 20 KB of a native program for each enum.</summary>
/// <typeparam name="T">The enum.</typeparam>
public abstract class EnumNameConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    private readonly T[] _values = Enum.GetValues<T>();
    private readonly string[] _names;

    private protected EnumNameConverter(JsonNamingPolicy policy)
    {
        _names = Array.ConvertAll(Enum.GetNames<T>(), policy.ConvertName);
    }

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return Array.FindIndex(_names, name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase)) is >= 0 and var at
            ? _values[at]
            : throw new JsonException($"Expected one of {string.Join(", ", _names)}, got {(text is null ? reader.TokenType : $"'{text}'")}.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(Array.IndexOf(_values, value) is >= 0 and var at ? _names[at] : throw new JsonException($"{value} has no name."));
    }
}
