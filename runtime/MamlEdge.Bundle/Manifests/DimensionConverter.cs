using System.Text.Json;
using System.Text.Json.Serialization;

namespace MamlEdge.Bundle;

/// <summary>A dimension as a JSON number or a JSON text.</summary>
public sealed class DimensionConverter : JsonConverter<Dimension>
{
    /// <inheritdoc/>
    public override Dimension Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var size) && size >= 0)
            return new Dimension(size);
        if (reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 } symbol)
            return new Dimension(symbol);
        throw new JsonException("A dimension is an integer of 0 or more, or the name of a symbol.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Dimension value, JsonSerializerOptions options)
    {
        if (value.Size is { } size)
            writer.WriteNumberValue(size);
        else
            writer.WriteStringValue(value.Symbol);
    }
}
