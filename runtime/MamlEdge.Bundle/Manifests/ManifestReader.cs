using System.Text.Json;

namespace MamlEdge.Bundle;

/// <summary>Reads a manifest: the format version first, so that a newer file is not reported as a damaged one.</summary>
internal static class ManifestReader
{
    private const string WayOut = "Copy or export the bundle again.";

    internal static Manifest Read(ReadOnlyMemory<byte> json, string source)
    {
        try
        {
            CheckFormat(json, source);
            var manifest = JsonSerializer.Deserialize(json.Span, ManifestJson.Default.Manifest)
                ?? throw new BundleException(source, "a JSON object", "null", WayOut);
            // The generated reader passes over the defaults of fields that are left out.
            manifest = manifest with { Symbols = manifest.Symbols ?? new Dictionary<string, string>(), Metrics = manifest.Metrics ?? [] };
            ManifestRules.Check(manifest, source);
            return manifest;
        }
        catch (JsonException error)
        {
            throw new BundleException(source, "the JSON of a bundle manifest", error.Message.Contains("Path: ", StringComparison.Ordinal) ? error.Message : $"{error.Message} (Path: {error.Path})", WayOut, error);
        }
    }

    private static void CheckFormat(ReadOnlyMemory<byte> json, string source)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("format", out var field)
            || field.ValueKind != JsonValueKind.Number
            || !field.TryGetInt32(out var format)
            || format < 1)
        {
            throw new BundleException(source, "a field 'format' of 1 or more", "none", "This is no bundle manifest. " + WayOut);
        }

        if (format > Manifest.CurrentFormat)
        {
            throw new BundleException(
                source,
                $"bundle format {Manifest.CurrentFormat} or older",
                $"format {format}",
                "Use the version of MamlEdge that wrote it, or a newer one.");
        }
    }
}
