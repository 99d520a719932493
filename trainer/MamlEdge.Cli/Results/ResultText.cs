using System.Text.Encodings.Web;
using System.Text.Json;

namespace MamlEdge.Cli.Results;

/// <summary>Results as JSON text.</summary>
internal static class ResultText
{
    // Results are read by scripts and people, never pasted into HTML: quotes and plus signs stay as they are.
    private static readonly JsonSerializerOptions Readable = new(ResultJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>One result as indented JSON.</summary>
    public static string Json(object result) => JsonSerializer.Serialize(result, Readable.GetTypeInfo(result.GetType()));
}
