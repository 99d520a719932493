using System.Security.Cryptography;

namespace MamlEdge.Bundle;

/// <summary>A private ECDSA key on the curve P-256, with which bundles are signed. It belongs on the machine that releases, never into a product.</summary>
public sealed class SigningKey : IDisposable
{
    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly ECDsa _key;

    private SigningKey(ECDsa key)
    {
        _key = key;
        Public = TrustedKey.Of(key);
    }

    /// <summary>The key by which others know what this one signed.</summary>
    public TrustedKey Public { get; }

    /// <summary>A new key from the system's random numbers.</summary>
    public static SigningKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a key from PEM text: PKCS#8, encrypted or not, or <c>EC PRIVATE KEY</c>.</summary>
    /// <param name="pem">The text.</param>
    /// <param name="password">Of an encrypted key; null for one that is not.</param>
    /// <param name="source">What the text is, for messages.</param>
    /// <exception cref="BundleException">The text holds no private key of the curve P-256, or the password is wrong.</exception>
    public static SigningKey FromPem(string pem, string? password = null, string source = "Signing key")
    {
        ArgumentNullException.ThrowIfNull(pem);
        if (!pem.Contains($"{KeyFile.Private}-----", StringComparison.Ordinal))
            throw KeyFile.NoKey(source, KeyFile.Private, "none");
        var key = ECDsa.Create();
        try
        {
            if (password is null)
                key.ImportFromPem(pem);
            else
                key.ImportFromEncryptedPem(pem, password);
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == P256)
                return new SigningKey(key);
            throw KeyFile.NoKey(source, KeyFile.Private, "one of another curve");
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw KeyFile.NoKey(source, KeyFile.Private, error.Message, error);
        }
    }

    /// <summary>Reads a key from a PEM file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="password">Of an encrypted key; null for one that is not.</param>
    /// <exception cref="BundleException">The file is missing, or holds no private key of the curve P-256, or the password is wrong.</exception>
    public static SigningKey Load(string path, string? password = null) => FromPem(KeyFile.Read(path), password, path);

    /// <summary>Writes the private key for its owner alone (PKCS#8, mode 600), and the public one beside it.</summary>
    /// <param name="privatePath">A file that does not exist.</param>
    /// <param name="publicPath">A file that does not exist.</param>
    /// <exception cref="BundleException">A file exists or cannot be written.</exception>
    public void Save(string privatePath, string publicPath)
    {
        KeyFile.Write(privatePath, _key.ExportPkcs8PrivateKeyPem(), secret: true);
        KeyFile.Write(publicPath, _key.ExportSubjectPublicKeyInfoPem(), secret: false);
    }

    /// <summary>Signs bytes: ECDSA with SHA-256, as a DER sequence of r and s (RFC 3279), which openssl reads.</summary>
    /// <param name="data">What is signed.</param>
    public byte[] Sign(ReadOnlySpan<byte> data) =>
        _key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
