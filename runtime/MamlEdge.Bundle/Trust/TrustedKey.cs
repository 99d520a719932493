using System.Security.Cryptography;

namespace MamlEdge.Bundle;

/// <summary>A public ECDSA key on the curve P-256 (FIPS 186-5): whose bundles a program takes. Works on systems without a cryptographic library too.</summary>
public sealed class TrustedKey
{
    private const int Coordinate = 32;

    /// <summary>SubjectPublicKeyInfo (RFC 5480) of a key on this curve, up to the point: the algorithm, the curve, and that x and y follow in full.</summary>
    private static readonly byte[] Prefix = Convert.FromHexString("3059301306072A8648CE3D020106082A8648CE3D03010703420004");

    private readonly byte[] _x;
    private readonly byte[] _y;

    private TrustedKey(ReadOnlySpan<byte> der)
    {
        Fingerprint = FileDigest.Hash(der);
        _x = der.Slice(Prefix.Length, Coordinate).ToArray();
        _y = der[(Prefix.Length + Coordinate)..].ToArray();
    }

    /// <summary>SHA-256 of the key as SubjectPublicKeyInfo (DER), in lower-case hexadecimal; <c>openssl pkey -pubin -outform DER | sha256sum</c> shows the same.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads a key from PEM text (<c>-----BEGIN PUBLIC KEY-----</c>).</summary>
    /// <param name="pem">The text.</param>
    /// <param name="source">What the text is, for messages.</param>
    /// <exception cref="BundleException">The text holds no public key of the curve P-256.</exception>
    public static TrustedKey FromPem(string pem, string source = "Trusted key")
    {
        ArgumentNullException.ThrowIfNull(pem);
        if (!PemEncoding.TryFind(pem, out var fields) || pem.AsSpan()[fields.Label] is not KeyFile.Public)
            throw KeyFile.NoKey(source, KeyFile.Public, "none");
        var der = Convert.FromBase64String(pem[fields.Base64Data]);
        return der.Length == Prefix.Length + 2 * Coordinate && der.AsSpan().StartsWith(Prefix)
            && PortableP256.IsOnCurve(der.AsSpan(Prefix.Length, Coordinate), der.AsSpan(Prefix.Length + Coordinate))
            ? new TrustedKey(der)
            : throw KeyFile.NoKey(source, KeyFile.Public, "another kind of key, or another curve");
    }

    /// <summary>Reads a key from a PEM file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BundleException">The file is missing, or holds no public key of the curve P-256.</exception>
    public static TrustedKey Load(string path) => FromPem(KeyFile.Read(path), path);

    /// <summary>Whether the owner of the key signed these bytes.</summary>
    /// <param name="data">What was signed.</param>
    /// <param name="signature">ECDSA with SHA-256, as a DER sequence of r and s (RFC 3279).</param>
    public bool Verifies(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        EcdsaSignature.Read(signature) is { } numbers && Verifies(Convert.FromHexString(FileDigest.Hash(data)), numbers, SystemCryptography.IsThere);

    /// <summary>The same of a hash, by the system's library or without one.</summary>
    internal bool Verifies(byte[] hash, EcdsaSignature signature, bool bySystem)
    {
        if (!bySystem)
            return PortableP256.Verifies(hash, signature, _x, _y);
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = { X = _x, Y = _y } });
        return key.VerifyHash(hash, signature.Both, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>The key of a private one.</summary>
    internal static TrustedKey Of(ECDsa key) => new(key.ExportSubjectPublicKeyInfo());
}
