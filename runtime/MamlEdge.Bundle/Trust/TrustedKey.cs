using System.Security.Cryptography;

namespace MamlEdge.Bundle;

/// <summary>A public ECDSA key on the curve P-256 (FIPS 186-5): whose bundles a program takes.</summary>
public sealed class TrustedKey
{
    private readonly byte[] _publicKey;

    private TrustedKey(byte[] publicKey)
    {
        _publicKey = publicKey;
        Fingerprint = FileDigest.Hash(publicKey);
    }

    /// <summary>SHA-256 of the key as SubjectPublicKeyInfo (DER), in lower-case hexadecimal; openssl pkey -pubin -outform DER | sha256sum shows the same.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads a key from PEM text (<c>-----BEGIN PUBLIC KEY-----</c>).</summary>
    /// <param name="pem">The text.</param>
    /// <param name="source">What the text is, for messages.</param>
    /// <exception cref="BundleException">The text holds no public key of the curve P-256.</exception>
    public static TrustedKey FromPem(string pem, string source = "Trusted key")
    {
        ArgumentNullException.ThrowIfNull(pem);
        // A private key would work too, and should not be where bundles are loaded.
        using var key = KeyFile.Import(pem, "PUBLIC KEY", source, static (ecdsa, text) => ecdsa.ImportFromPem(text));
        return new TrustedKey(key.ExportSubjectPublicKeyInfo());
    }

    /// <summary>Reads a key from a PEM file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BundleException">The file is missing, or holds no public key of the curve P-256.</exception>
    public static TrustedKey Load(string path) => FromPem(KeyFile.Read(path), path);

    /// <summary>Whether the owner of the key signed these bytes.</summary>
    /// <param name="data">What was signed.</param>
    /// <param name="signature">ECDSA with SHA-256, as a DER sequence of r and s (RFC 3279).</param>
    public bool Verifies(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(_publicKey, out _);
        try
        {
            return key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false; // no signature at all
        }
    }

    /// <summary>The key of a private one.</summary>
    internal static TrustedKey Of(ECDsa key) => new(key.ExportSubjectPublicKeyInfo());
}
