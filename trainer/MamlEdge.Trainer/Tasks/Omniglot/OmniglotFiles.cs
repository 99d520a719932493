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

    /// <summary>Every image, grouped by character (SET/ALPHABET/CHARACTER) in ordinal order; images in order of their file names.</summary>
    public static List<(string Name, IReadOnlyList<ImageFile> Files)> Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"The Omniglot folder '{folder}' does not exist. {Expected}");
        var images = new List<(string Character, ImageFile File)>();
        foreach (var set in Sets)
        {
            var (zip, unpacked) = (Path.Combine(folder, $"images_{set}.zip"), Path.Combine(folder, $"images_{set}"));
            if (Directory.Exists(unpacked)) images.AddRange(ReadFolder(folder, unpacked));
            else if (File.Exists(zip)) images.AddRange(ReadZip(zip));
        }

        if (images.Count == 0)
            throw new FileNotFoundException($"The folder '{folder}' holds no Omniglot images. {Expected}");
        return [.. images
            .GroupBy(image => image.Character, image => image.File)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, (IReadOnlyList<ImageFile>)[.. group.OrderBy(file => file.Name, StringComparer.Ordinal)]))];
    }

    private static string Expected =>
        "Expected images_background.zip and images_evaluation.zip from https://github.com/brendenlake/omniglot (folder python/), or the same unpacked.";

    private static IEnumerable<(string, ImageFile)> ReadFolder(string root, string unpacked) =>
        from file in Directory.EnumerateFiles(unpacked, "*.png", SearchOption.AllDirectories)
        let name = Parse(Path.GetRelativePath(root, file).Replace('\\', '/'))
        where name is not null
        select (name, new ImageFile(file, () => File.ReadAllBytes(file)));

    private static List<(string, ImageFile)> ReadZip(string path)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            var images = new List<(string, ImageFile)>(zip.Entries.Count);
            foreach (var entry in zip.Entries)
            {
                if (Parse(entry.FullName) is not { } name) continue;
                using var stream = entry.Open();
                var content = new byte[entry.Length];
                stream.ReadExactly(content);
                images.Add((name, new ImageFile($"{path}:{entry.FullName}", () => content)));
            }

            return images;
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException($"'{path}' is damaged or is no zip file. Download it again. {error.Message}", error);
        }
    }

    /// <summary>SET/ALPHABET/CHARACTER of an image's path; null for other files.</summary>
    private static string? Parse(string path) => ImagePath().Match(path) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"(?:^|/)images_((?:background|evaluation)/[^/]+/[^/]+)/[^/]+\.png$", RegexOptions.CultureInvariant)]
    private static partial Regex ImagePath();
}
