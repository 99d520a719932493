namespace MamlEdge.Bundle;

/// <summary>
/// An open bundle: a folder, or the same files in one uncompressed .zip. The manifest is read when it is opened;
/// other files are checked against it as they are read. Files that the manifest does not list are never read.
/// </summary>
public abstract class BundleReader : IDisposable
{
    private const string Expected = "a bundle (a folder or a .zip)";
    private const string WayOut = "Copy or export the bundle again.";

    private byte[] _manifest = [];

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

    /// <summary>Which of the trusted keys signed the bundle; null where none was asked for.</summary>
    public TrustedKey? SignedBy { get; private set; }

    /// <summary>The bytes of <c>manifest.sig</c>, right or wrong; null where there is none.</summary>
    public byte[]? Signature { get; private set; }

    /// <summary>The bytes of <c>manifest.json</c>: what is signed.</summary>
    internal ReadOnlySpan<byte> ManifestBytes => _manifest;

    /// <summary>Opens a bundle.</summary>
    /// <param name="path">A bundle's folder, or a .zip with its files.</param>
    /// <param name="trustedKeys">Keys of which one must have signed the bundle; null takes unsigned ones too.</param>
    /// <exception cref="BundleException">
    /// There is no bundle, its manifest is missing, invalid or of a newer format, or no trusted key signed it.
    /// </exception>
    public static BundleReader Open(string path, IReadOnlyList<TrustedKey>? trustedKeys = null)
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
            bundle.Start(trustedKeys);
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

        var length = LengthOf(name)
            ?? throw new BundleException(Name(name), $"a file of {digest.Bytes} bytes", "none", WayOut);
        if (verify && length != digest.Bytes)
        {
            throw new BundleException(
                Name(name), $"{digest.Bytes} bytes, as the manifest says", $"{length}",
                $"The file is {(length < digest.Bytes ? "truncated" : "changed")}. {WayOut}");
        }

        var bytes = ReadWhole(name, length, Array.MaxLength);
        if (!verify)
            return bytes;
        var hash = FileDigest.Hash(bytes);
        return hash == digest.Sha256
            ? bytes
            : throw new BundleException(
                Name(name), $"SHA-256 {digest.Sha256}, as the manifest says", hash, $"The file is changed. {WayOut}");
    }

    /// <summary>
    /// Reads an ONNX graph of the bundle and checks what a file must not ask of ONNX Runtime: its external data lies inside
    /// <c>theta.safetensors</c>, and its operators are those of ONNX or functions of its own.
    /// </summary>
    /// <param name="name">Its name, such as <see cref="BundleFiles.Forward"/>.</param>
    /// <param name="verify">Whether to compare size and SHA-256 with the manifest.</param>
    /// <exception cref="BundleException">The file is not listed, missing, truncated, changed, no ONNX model, or asks for more.</exception>
    public GraphFile ReadGraph(string name, bool verify = true) =>
        GraphFile.Read(Read(name, verify), Name(name), LengthOf(BundleFiles.Theta) ?? 0);

    /// <summary>Whether the owner of a key signed the bundle.</summary>
    /// <param name="key">The public key.</param>
    public bool IsSignedBy(TrustedKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Signature is not null && key.Verifies(_manifest, Signature);
    }

    /// <summary>Checks size and SHA-256 of every file that the manifest lists.</summary>
    /// <param name="except">Files that were checked when they were read.</param>
    /// <exception cref="BundleException">The first file that is missing, truncated or changed.</exception>
    public void Verify(IEnumerable<string>? except = null)
    {
        foreach (var name in Manifest.Files.Keys.Except(except ?? [], StringComparer.Ordinal))
            _ = Read(name);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>All files, checked, the manifest first, with a signature where there is one.</summary>
    internal List<(string Name, byte[] Contents)> Contents(byte[]? signature)
    {
        var contents = new List<(string, byte[])> { (BundleFiles.Manifest, _manifest) };
        if (signature is not null)
            contents.Add((BundleFiles.Signature, signature));
        foreach (var name in Manifest.Files.Keys.Order(StringComparer.Ordinal))
            contents.Add((name, Read(name)));
        return contents;
    }

    /// <summary>A file's size, or null where there is none.</summary>
    private protected abstract long? LengthOf(string name);

    /// <summary>A file's bytes; it has been looked for.</summary>
    private protected abstract byte[] ReadRaw(string name, int length);

    /// <summary>Frees what the bundle holds open.</summary>
    /// <param name="disposing">Whether called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }

    private void Start(IReadOnlyList<TrustedKey>? trustedKeys)
    {
        var length = LengthOf(BundleFiles.Manifest) ?? throw new BundleException(
            Location, $"a bundle with '{BundleFiles.Manifest}'", "none", "Check that the path is that of a bundle.");
        _manifest = ReadWhole(BundleFiles.Manifest, length, Limits.Manifest);
        if (LengthOf(BundleFiles.Signature) is { } size)
            Signature = ReadWhole(BundleFiles.Signature, size, Limits.Signature);
        // Before anything in it is believed.
        if (trustedKeys is not null)
            SignedBy = BundleSignature.Require(this, trustedKeys);
        Manifest = Manifest.Parse(_manifest, Name(BundleFiles.Manifest));
        Sha256 = FileDigest.Hash(_manifest);
    }

    private byte[] ReadWhole(string name, long length, int most) => length > 0 && length <= most
        ? ReadRaw(name, (int)length)
        : throw new BundleException(Name(name), $"a file of 1 to {most} bytes", $"{length}", WayOut);

    private string Name(string file) => Path.Combine(Location, file);
}
