using System.Text.Json;

namespace MamlEdge.Device.Results.Json;

/// <summary>The fields of a JSON object. What is null is left out; numbers that JSON has no name for are texts, such as "NaN".</summary>
internal sealed class JsonFields(Utf8JsonWriter json)
{
    /// <summary>Begins and ends an object around its fields.</summary>
    public void Object(Action<JsonFields> write)
    {
        json.WriteStartObject();
        write(this);
        json.WriteEndObject();
    }

    /// <summary>A field that is an object.</summary>
    public void Object(string name, Action<JsonFields>? write)
    {
        if (write is null)
            return;
        json.WritePropertyName(name);
        Object(write);
    }

    /// <summary>A field that is an array of objects.</summary>
    public void Objects(string name, IEnumerable<Action<JsonFields>> items) => Array(name, items, Object);

    /// <summary>A text.</summary>
    public void Text(string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    /// <summary>Texts.</summary>
    public void Texts(string name, IEnumerable<string>? values) => Array(name, values, json.WriteStringValue);

    /// <summary>Yes or no.</summary>
    public void Flag(string name, bool value) => json.WriteBoolean(name, value);

    /// <summary>A whole number.</summary>
    public void Number(string name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
    }

    /// <summary>Whole numbers.</summary>
    public void Numbers(string name, IReadOnlyList<int>? values) => Array(name, values, value => json.WriteNumberValue(value));

    /// <summary>A number.</summary>
    public void Number(string name, double? value)
    {
        if (value is not { } number)
            return;
        json.WritePropertyName(name);
        Value(number);
    }

    /// <summary>Numbers.</summary>
    public void Numbers(string name, IReadOnlyList<double>? values) => Array(name, values, Value);

    /// <summary>Numbers with the digits of single precision.</summary>
    public void Numbers(string name, IReadOnlyList<float>? values) => Array(name, values, value =>
    {
        if (float.IsFinite(value))
            json.WriteNumberValue(value);
        else
            Value(value);
    });

    private void Value(double value)
    {
        if (double.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }

    private void Array<T>(string name, IEnumerable<T>? values, Action<T> write)
    {
        if (values is null)
            return;
        json.WriteStartArray(name);
        foreach (var value in values)
            write(value);
        json.WriteEndArray();
    }
}
