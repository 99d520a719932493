namespace MamlEdge.Bundle;

/// <summary>
/// An open bundle: a folder, or the same files in one uncompressed .zip. The manifest is read when it is opened;
/// other files are checked against it as they are read.
/// </summary>
public abstract class BundleReader : IDisposable
{
    private const string Expected = "a bundle (a folder or a .zip)";
    private const string WayOut = "Copy or export the bundle again.";

    private protected BundleReader(string location)
    {
        Location = location;
    }

    /// <summary>Full path of the folder or the .zip.</summary>
    public string Location { get; }

    /// <summary>What the bundle contains.</summary>
    public Manifest Manifest { get; private set; } = null!;

    /// <summary>
    /// Identifies the bundle: SHA-256 of its <c>manifest.json</c> in lower-case hexadecimal, and through the hashes
    /// there of all its contents.
    /// </summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>Opens a bundle.</summary>
    /// <param name="path">A bundle's folder, or a .zip with its files.</param>
    /// <exception cref="BundleException">There is no bundle, or its manifest is missing, invalid or of a newer format.</exception>
    public static BundleReader Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        BundleReader bundle = Directory.Exists(full) ? new BundleFolder(full)
            : File.Exists(full) && full.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)
                ? throw new BundleException(full, Expected, "an ONNX model", $"Make a bundle of it: maml-edge export '{path}' --loss ... -o BUNDLE.")
            : File.Exists(full) ? BundleArchive.Open(full)
            : throw new BundleException(full, Expected, "nothing there", "Check the path.");
        try
        {
            var json = bundle.ReadRaw(BundleFiles.Manifest) ?? throw new BundleException(
                full, $"a bundle with '{BundleFiles.Manifest}'", "none", "Check that the path is that of a bundle.");
            bundle.Manifest = Manifest.Parse(json, bundle.Name(BundleFiles.Manifest));
            bundle.Sha256 = FileDigest.Hash(json);
            return bundle;
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }

    /// <summary>Reads a file of the bundle.</summary>
    /// <param name="name">Its name, such as <see cref="BundleFiles.Forward"/>.</param>
    /// <param name="verify">Whether to compare size and SHA-256 with the manifest.</param>
    /// <exception cref="BundleException">The file is not listed, missing, truncated or changed.</exception>
    public byte[] Read(string name, bool verify = true)
    {
        if (!Manifest.Files.TryGetValue(name, out var digest))
        {
            throw new BundleException(
                Name(name), "a file that the manifest lists", string.Join(", ", Manifest.Files.Keys), "Check the name.");
        }

        var bytes = ReadRaw(name)
            ?? throw new BundleException(Name(name), $"a file of {digest.Bytes} bytes", "none", WayOut);
        if (!verify)
            return bytes;
        if (bytes.LongLength != digest.Bytes)
        {
            throw new BundleException(
                Name(name), $"{digest.Bytes} bytes, as the manifest says", $"{bytes.LongLength}",
                $"The file is {(bytes.LongLength < digest.Bytes ? "truncated" : "changed")}. {WayOut}");
        }

        var hash = FileDigest.Hash(bytes);
        return hash == digest.Sha256
            ? bytes
            : throw new BundleException(
                Name(name), $"SHA-256 {digest.Sha256}, as the manifest says", hash, $"The file is changed. {WayOut}");
    }

    /// <summary>Checks size and SHA-256 of every file that the manifest lists.</summary>
    /// <exception cref="BundleException">The first file that is missing, truncated or changed.</exception>
    public void Verify()
    {
        foreach (var name in Manifest.Files.Keys)
            _ = Read(name);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A file's bytes, or null where there is none.</summary>
    private protected abstract byte[]? ReadRaw(string name);

    /// <summary>Frees what the bundle holds open.</summary>
    /// <param name="disposing">Whether called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }

    private string Name(string file) => Path.Combine(Location, file);
}
