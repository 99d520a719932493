using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MamlEdge.Cli.Results;

/// <summary>
/// Source-generated JSON of all results. Numbers that are not finite become the strings "NaN", "Infinity", "-Infinity",
/// since a diverged loss is a result too.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(ErrorResult))]
[JsonSerializable(typeof(DoctorResult))]
internal sealed partial class ResultJson : JsonSerializerContext
{
    // Results are read by scripts and people, never pasted into HTML: quotes and plus signs stay as they are.
    private static readonly ResultJson Readable = new(new JsonSerializerOptions(Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>One result as JSON text.</summary>
    public static string Write(object result) => JsonSerializer.Serialize(result, result.GetType(), Readable);
}
