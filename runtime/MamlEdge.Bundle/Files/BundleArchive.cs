using System.IO.Compression;

namespace MamlEdge.Bundle;

/// <summary>
/// A bundle in one .zip. Entries are stored, not compressed (weights do not compress, and a reader may map them), and
/// lie at the top, so that no entry can name a place outside.
/// </summary>
public sealed class BundleArchive : BundleReader
{
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly StoredZip _zip;

    private BundleArchive(string path, StoredZip zip)
        : base(path)
    {
        _zip = zip;
    }

    /// <summary>Packs a bundle's folder into a .zip, with its signature where there is one; the same files give the same bytes.</summary>
    /// <param name="folder">The bundle; its hashes are checked.</param>
    /// <param name="path">The .zip to write; replaced where it exists.</param>
    /// <exception cref="BundleException">The bundle is damaged, or the .zip cannot be written.</exception>
    public static void Pack(string folder, string path)
    {
        using var bundle = BundleReader.Open(folder);
        Write(path, bundle.Contents(bundle.Signature));
    }

    /// <summary>Writes entries in the given order.</summary>
    internal static void Write(string path, IEnumerable<(string Name, byte[] Contents)> entries) => AtomicFile.Write(path, stream =>
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, contents) in entries)
        {
            var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
            entry.LastWriteTime = Epoch;
            using var data = entry.Open();
            data.Write(contents);
        }
    });

    internal static BundleArchive Open(string path)
    {
        try
        {
            return new BundleArchive(path, StoredZip.Open(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BundleException(path, "a readable .zip", error.Message, "Check the path and its permissions.", error);
        }
    }

    private protected override long? LengthOf(string name) => _zip.LengthOf(name);

    private protected override byte[] ReadRaw(string name, int length)
    {
        try
        {
            return _zip.Read(name);
        }
        catch (IOException error)
        {
            throw new BundleException($"{Location}, '{name}'", $"{length} bytes", error.Message, "Copy or pack the bundle again.", error);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _zip.Dispose();
        base.Dispose(disposing);
    }
}
