using System.IO.Compression;

namespace MamlEdge.Bundle;

/// <summary>
/// A bundle in one .zip. Entries are stored, not compressed (weights do not compress, and a reader may map them), and
/// lie at the top, so that no entry can name a place outside.
/// </summary>
public sealed class BundleArchive : BundleReader
{
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ZipArchive _zip;
    private readonly Lock _lock = new();

    private BundleArchive(string path, ZipArchive zip)
        : base(path)
    {
        _zip = zip;
    }

    /// <summary>Packs a bundle's folder into a .zip; the same files give the same bytes.</summary>
    /// <param name="folder">The bundle; its hashes are checked.</param>
    /// <param name="path">The .zip to write; replaced where it exists.</param>
    /// <exception cref="BundleException">The bundle is damaged, or the .zip cannot be written.</exception>
    public static void Pack(string folder, string path)
    {
        using var bundle = BundleReader.Open(folder);
        var manifest = FileBytes.Read(Path.Combine(bundle.Location, BundleFiles.Manifest));
        AtomicFile.Write(path, stream =>
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            Add(zip, BundleFiles.Manifest, manifest);
            foreach (var name in bundle.Manifest.Files.Keys.Order(StringComparer.Ordinal))
                Add(zip, name, bundle.Read(name));
        });
    }

    internal static new BundleArchive Open(string path)
    {
        try
        {
            var zip = ZipFile.OpenRead(path);
            try
            {
                CheckEntries(path, zip);
                return new BundleArchive(path, zip);
            }
            catch
            {
                zip.Dispose();
                throw;
            }
        }
        catch (InvalidDataException error)
        {
            throw new BundleException(path, "a bundle's .zip", error.Message, "Copy or pack the bundle again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BundleException(path, "a readable .zip", error.Message, "Check the path and its permissions.", error);
        }
    }

    private protected override byte[]? ReadRaw(string name)
    {
        // ZipArchive shares one stream position among all entries.
        lock (_lock)
        {
            if (_zip.GetEntry(name) is not { } entry)
                return null;
            try
            {
                using var stream = entry.Open();
                var bytes = new byte[entry.Length];
                stream.ReadExactly(bytes);
                return bytes;
            }
            catch (Exception error) when (error is IOException or InvalidDataException)
            {
                throw new BundleException(
                    $"{Location}, '{name}'", $"{entry.Length} bytes", error.Message, "Copy or pack the bundle again.", error);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _zip.Dispose();
        base.Dispose(disposing);
    }

    private static void CheckEntries(string path, ZipArchive zip)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            if (!BundleFiles.IsPlainName(entry.FullName))
            {
                throw new BundleException(
                    path, "entries at the top of the .zip", $"'{entry.FullName}'",
                    "Zip the files of the bundle's folder, not the folder itself.");
            }

            if (!names.Add(entry.FullName))
                throw new BundleException(path, "every entry once", $"'{entry.FullName}' twice", "Pack the bundle again.");
            if (entry.CompressedLength != entry.Length)
            {
                throw new BundleException(
                    path, "stored entries", $"'{entry.FullName}' compressed", "Pack the bundle without compression (zip -0).");
            }
        }
    }

    private static void Add(ZipArchive zip, string name, byte[] contents)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = Epoch;
        using var stream = entry.Open();
        stream.Write(contents);
    }
}
