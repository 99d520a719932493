using System.Globalization;
using System.Text.Json;

namespace MamlEdge.Bundle;

/// <summary>
/// The file of a personal state: a safetensors file with the adapted parameters, and under <c>__metadata__</c>
/// <c>mamlEdgeState</c> (format version), <c>bundleName</c>, <c>bundleSha256</c>, <c>steps</c>, <c>supportLosses</c>
/// (separated by spaces), <c>createdAt</c> (ISO 8601), <c>parentSha256</c> where there is a parent, <c>classes</c> (a JSON
/// array) where classes have names, and <c>sha256</c>: the hash of the same file without this entry.
/// </summary>
public static class PersonalStateFile
{
    /// <summary>The format that this version writes, and the newest that it reads.</summary>
    public const int CurrentFormat = 1;

    private const string FormatKey = "mamlEdgeState";
    private const string ChecksumKey = "sha256";
    private const string ClassesKey = "classes";
    private const string WayOut = "Copy the state again, or adapt again.";

    /// <summary>The bytes of the file; the same state gives the same bytes.</summary>
    /// <param name="state">The state.</param>
    public static byte[] ToBytes(PersonalState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var metadata = Metadata(state.Origin);
        metadata.Add(ChecksumKey, state.Sha256);
        return Safetensors.Write(state.Parameters, metadata);
    }

    /// <summary>Reads a state from the bytes of its file and checks that it is undamaged.</summary>
    /// <param name="bytes">The whole file; must not change afterwards.</param>
    /// <param name="source">What the bytes are, for messages.</param>
    /// <exception cref="BundleException">No personal state, of a newer format, or damaged.</exception>
    public static PersonalState Read(ReadOnlyMemory<byte> bytes, string source = "personal state")
    {
        var file = Safetensors.Read(bytes, source);
        CheckFormat(file, source);
        var origin = new PersonalStateOrigin
        {
            BundleName = Text(file, source, "bundleName"),
            BundleSha256 = Text(file, source, "bundleSha256"),
            Steps = Parse(file, source, "steps", "an integer", static text =>
                int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)),
            SupportLosses = Parse<float[]>(file, source, "supportLosses", "numbers separated by spaces", static text =>
                [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(number => float.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture))]),
            CreatedAt = Parse(file, source, "createdAt", "an ISO 8601 time", static text =>
                DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture)),
            ParentSha256 = file.Metadata.GetValueOrDefault("parentSha256"),
            Classes = file.Metadata.ContainsKey(ClassesKey)
                ? Parse(file, source, ClassesKey, "a JSON array of names", static text => JsonSerializer.Deserialize(text, ManifestJson.Default.IReadOnlyListString))
                : null,
        };
        var state = new PersonalState(
            origin, file.Entries.Select(entry => KeyValuePair.Create(entry.Name, entry.Tensor)));
        var written = Text(file, source, ChecksumKey);
        return written == state.Sha256
            ? state
            : throw new BundleException(source, $"contents with SHA-256 {written}", state.Sha256, $"The file is changed. {WayOut}");
    }

    internal static string Checksum(PersonalState state) =>
        FileDigest.Hash(Safetensors.Write(state.Parameters, Metadata(state.Origin)));

    private static Dictionary<string, string> Metadata(PersonalStateOrigin origin)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [FormatKey] = CurrentFormat.ToString(CultureInfo.InvariantCulture),
            ["bundleName"] = origin.BundleName,
            ["bundleSha256"] = origin.BundleSha256,
            ["steps"] = origin.Steps.ToString(CultureInfo.InvariantCulture),
            ["supportLosses"] = string.Join(' ', origin.SupportLosses.Select(
                loss => loss.ToString("R", CultureInfo.InvariantCulture))),
            ["createdAt"] = origin.CreatedAt.ToString("O", CultureInfo.InvariantCulture),
        };
        if (origin.ParentSha256 is { } parent)
            metadata.Add("parentSha256", parent);
        if (origin.Classes is { } classes)
            metadata.Add(ClassesKey, JsonSerializer.Serialize(classes, ManifestJson.Default.IReadOnlyListString));
        return metadata;
    }

    private static void CheckFormat(SafetensorsFile file, string source)
    {
        if (!file.Metadata.TryGetValue(FormatKey, out var text))
        {
            throw new BundleException(
                source, $"a personal state (metadata '{FormatKey}')", "another safetensors file", "Check the path.");
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var format)
            || format is < 1 or > CurrentFormat)
        {
            throw new BundleException(
                source, $"personal state format {CurrentFormat} or older", $"'{text}'", "Use a newer version of MamlEdge.");
        }
    }

    private static string Text(SafetensorsFile file, string source, string key) =>
        file.Metadata.TryGetValue(key, out var text)
            ? text
            : throw new BundleException(source, $"metadata '{key}'", "none", $"The file is damaged. {WayOut}");

    private static T Parse<T>(SafetensorsFile file, string source, string key, string expected, Func<string, T> parse)
    {
        var text = Text(file, source, key);
        try
        {
            return parse(text);
        }
        catch (Exception error) when (error is FormatException or OverflowException or JsonException)
        {
            throw new BundleException($"{source}, '{key}'", expected, $"'{text}'", $"The file is damaged. {WayOut}", error);
        }
    }
}
