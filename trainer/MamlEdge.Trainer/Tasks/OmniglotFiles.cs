using System.IO.Compression;
using System.Text.RegularExpressions;

namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// Finds the image files of Omniglot (Lake et al. 2015) in their published layout,
/// images_{background,evaluation}/ALPHABET/characterNN/*.png, in the official zips or unpacked.
/// </summary>
internal static partial class OmniglotFiles
{
    private static readonly string[] Sets = ["background", "evaluation"];

    /// <summary>Compressed content of every image, grouped by character in ordinal order; images in order of their file names.</summary>
    public static List<OmniglotCharacter> Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"The Omniglot folder '{folder}' does not exist. {Expected}");
        var images = new List<(OmniglotName Character, string File, byte[] Content)>();
        foreach (var set in Sets)
        {
            var (zip, unpacked) = (Path.Combine(folder, $"images_{set}.zip"), Path.Combine(folder, $"images_{set}"));
            if (Directory.Exists(unpacked)) images.AddRange(ReadFolder(folder, unpacked));
            else if (File.Exists(zip)) images.AddRange(ReadZip(zip));
        }

        if (images.Count == 0)
            throw new FileNotFoundException($"The folder '{folder}' holds no Omniglot images. {Expected}");
        return [.. images
            .GroupBy(image => image.Character)
            .OrderBy(group => group.Key.ToString(), StringComparer.Ordinal)
            .Select(group => new OmniglotCharacter(group.Key, [.. group
                .OrderBy(image => image.File, StringComparer.Ordinal)
                .Select(image => (image.File, image.Content))]))];
    }

    private static string Expected =>
        "Expected images_background.zip and images_evaluation.zip from https://github.com/brendenlake/omniglot (folder python/), or the same unpacked.";

    private static IEnumerable<(OmniglotName, string, byte[])> ReadFolder(string root, string unpacked) =>
        from file in Directory.EnumerateFiles(unpacked, "*.png", SearchOption.AllDirectories)
        let name = Parse(Path.GetRelativePath(root, file).Replace('\\', '/'))
        where name is not null
        select (name, file, File.ReadAllBytes(file));

    private static List<(OmniglotName, string, byte[])> ReadZip(string path)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            var images = new List<(OmniglotName, string, byte[])>(zip.Entries.Count);
            foreach (var entry in zip.Entries)
            {
                if (Parse(entry.FullName) is not { } name) continue;
                using var stream = entry.Open();
                var content = new byte[entry.Length];
                stream.ReadExactly(content);
                images.Add((name, $"{path}:{entry.FullName}", content));
            }

            return images;
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException($"'{path}' is damaged or is no zip file. Download it again. {error.Message}", error);
        }
    }

    private static OmniglotName? Parse(string path) =>
        ImagePath().Match(path) is { Success: true } match
            ? new OmniglotName(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value)
            : null;

    [GeneratedRegex(@"(?:^|/)images_(background|evaluation)/([^/]+)/([^/]+)/[^/]+\.png$", RegexOptions.CultureInvariant)]
    private static partial Regex ImagePath();
}
