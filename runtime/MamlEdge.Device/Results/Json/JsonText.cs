using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MamlEdge.Device.Results.Json;

/// <summary>
/// Results as JSON, written by hand: that of <c>maml-edge</c>, in its order and without fields that are null. A generated serialiser adds 0.3 MB, a twentieth, to
/// this program.
/// </summary>
internal static class JsonText
{
    // Results are read by scripts and people, never pasted into HTML: quotes and plus signs stay as they are.
    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A result as a JSON object.</summary>
    public static string Of(CommandResult result) => Of(result.Write);

    /// <summary>What a failed command writes.</summary>
    public static string OfError(string message) => Of(json => json.Text("error", message));

    private static string Of(Action<JsonFields> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Readable))
            new JsonFields(json).Object(write);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
