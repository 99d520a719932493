namespace MamlEdge.Bundle;

/// <summary>
/// The signature of a bundle: <c>manifest.sig</c> beside <c>manifest.json</c>, in a folder as in a .zip. What is signed is the exact bytes
/// of the manifest, which hold the hash of every other file. <c>openssl dgst -sha256 -verify PUBLIC.pem -signature manifest.sig manifest.json</c>
/// checks it too.
/// </summary>
public static class BundleSignature
{
    /// <summary>Signs a bundle whose files have the hashes that its manifest says; a signature that was there is replaced.</summary>
    /// <param name="path">The bundle's folder, or its .zip.</param>
    /// <param name="key">The private key.</param>
    /// <exception cref="BundleException">The bundle is missing or damaged, or cannot be written.</exception>
    public static void Write(string path, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var (location, folder, signature, contents) = Sign(path, key);
        if (folder)
            AtomicFile.Write(Path.Combine(location, BundleFiles.Signature), signature);
        else
            BundleArchive.Write(location, contents);
    }

    /// <summary>The first of the keys that signed a bundle.</summary>
    internal static TrustedKey Require(BundleReader bundle, IReadOnlyList<TrustedKey> keys) => keys.FirstOrDefault(bundle.IsSignedBy)
        ?? throw new BundleException(
            $"{bundle.Location}, {BundleFiles.Signature}", $"a signature by {Names(keys)}", bundle.Signature is null ? "none" : "one that does not fit",
            "Get the bundle from whom you trust, or have it signed (maml-edge sign).");

    private static (string Location, bool Folder, byte[] Signature, List<(string, byte[])> Contents) Sign(string path, SigningKey key)
    {
        using var bundle = BundleReader.Open(path);
        var signature = key.Sign(bundle.ManifestBytes);
        return (bundle.Location, bundle is BundleFolder, signature, bundle.Contents(signature));
    }

    private static string Names(IReadOnlyList<TrustedKey> keys) => keys.Count == 0
        ? "a trusted key, of which there are none"
        : string.Join(" or ", keys.Select(key => $"key {key.Fingerprint[..12]}"));
}
