using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FsCheck;
using FsCheck.Fluent;
using MamlEdge.Device.Results;
using MamlEdge.Device.Results.Json;
using MamlEdge.Results;

namespace MamlEdge.Device.Tests.Command;

/// <summary>JSON that is written by hand against that of the library's serialiser, which the workstation's command uses.</summary>
public sealed class JsonFieldsTests
{
    private static readonly JsonSerializerOptions Options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
    };

    [Fact]
    public void Any_numbers_and_texts_are_written_as_the_serialiser_writes_them() => Prop.ForAll<float[], double, string?>((values, number, text) =>
    {
        double[] special = [number, double.NaN, double.PositiveInfinity, double.NegativeInfinity];
        var result = new Any(json =>
        {
            json.Numbers("values", values);
            json.Numbers("special", special);
            json.Text("text", text);
            json.Number("none", (long?)null);
        });
        return JsonText.Of(result) == JsonSerializer.Serialize(new { values, special, text }, Options);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_version_is_written_as_the_serialiser_writes_it() => Prop.ForAll<DateTime, int, long?>((time, version, bytes) =>
    {
        var created = new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Unspecified), TimeSpan.FromMinutes(version % 800));
        var stored = new StoredVersion(version, true, null, "s", null, "b", "h", 1, created, 7, bytes);
        return JsonText.Of(new Any(json => stored.Fields()(json))) == JsonSerializer.Serialize(stored, Options);
    }).QuickCheckThrowOnFailure();

    private sealed record Any(Action<JsonFields> Fields) : CommandResult
    {
        public override void Write(JsonFields json) => Fields(json);

        public override IEnumerable<string> Lines() => [];
    }
}
