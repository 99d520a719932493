using System.IO.Compression;
using System.Text.RegularExpressions;

namespace MamlEdge.Trainer.Tasks;

/// <summary>Finds the recordings of people in the layout of Matey-Sanz et al. 2023, DATA/PERSON/RECORDING_{sp,sw}.csv, in published zips or unpacked.</summary>
internal static partial class SensorFiles
{
    private const string Expected =
        "Expected CSV files as PERSON/RECORDING_sp.csv (phone) and PERSON/RECORDING_sw.csv (watch), in a folder, in its folder DATA, or in a zip (--data).";

    /// <summary>All recordings of a device, in ordinal order of their names.</summary>
    /// <param name="path">A folder or a zip.</param>
    /// <param name="device">Whose recordings.</param>
    public static Recording[] Read(string path, SensorDevice device)
    {
        if (!Path.Exists(path)) throw new FileNotFoundException($"'{path}' does not exist. {Expected}");
        string[] zips = File.Exists(path) ? [path] : Directory.GetFiles(path, "*.zip");
        Recording[] recordings = [.. zips.SelectMany(zip => FromZip(zip, device)), .. Directory.Exists(path) ? FromFolder(path, device) : []];
        if (recordings.Length == 0) throw new FileNotFoundException($"'{path}' holds no recordings of a {device.ToString().ToLowerInvariant()}. {Expected}");
        if (recordings.FirstOrDefault(r => !r.Channels.SequenceEqual(recordings[0].Channels)) is { } other)
            throw new InvalidDataException($"'{other.Name}' has the channels {string.Join(", ", other.Channels)}, "
                + $"but '{recordings[0].Name}' has {string.Join(", ", recordings[0].Channels)}. All recordings must have the same.");
        if (recordings.GroupBy(r => (r.Person, Path.GetFileName(r.Name))).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InvalidDataException($"The recording '{twice.Key.Item2}' of '{twice.Key.Person}' is there twice: {string.Join(" and ", twice.Select(r => $"'{r.Name}'"))}. Remove one.");
        return [.. recordings.OrderBy(r => r.Person, StringComparer.Ordinal).ThenBy(r => Path.GetFileName(r.Name), StringComparer.Ordinal)];
    }

    private static IEnumerable<Recording> FromFolder(string folder, SensorDevice device) =>
        from file in Directory.GetFiles(folder, "*.csv", SearchOption.AllDirectories)
        let person = PersonOf(Path.GetRelativePath(folder, file).Replace('\\', '/'), device)
        where person is not null
        select Recording.Read(File.OpenRead(file), person, file);

    private static List<Recording> FromZip(string path, SensorDevice device)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            return [.. from entry in zip.Entries
                       let person = PersonOf(entry.FullName, device)
                       where person is not null
                       select Recording.Read(entry.Open(), person, $"{path}:{entry.FullName}")];
        }
        catch (InvalidDataException error) when (!error.Message.StartsWith('\''))
        {
            throw new InvalidDataException($"'{path}' is damaged or is no zip file. Download it again. {error.Message}", error);
        }
    }

    /// <summary>The person of a recording's path; null for other files and devices.</summary>
    private static string? PersonOf(string path, SensorDevice device) =>
        RecordingPath().Match(path) is { Success: true } match && match.Groups[2].Value == (device == SensorDevice.Phone ? "sp" : "sw") ? match.Groups[1].Value : null;

    [GeneratedRegex("([^/]+)/[^/]+_(sp|sw)\\.csv$", RegexOptions.CultureInvariant)]
    private static partial Regex RecordingPath();
}
