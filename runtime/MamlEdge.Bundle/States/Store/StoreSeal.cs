using System.Security.Cryptography;
using System.Text;

namespace MamlEdge.Bundle;

/// <summary>
/// Names the folders of people, and encrypts files where the caller gave a key. A sealed file is <c>MESEAL01</c>, a random nonce of 96 bits, the ciphertext of
/// AES-256-GCM and its tag of 128 bits. The tag also covers <c>MESEAL01</c> and the file's place in the store, so that files cannot be exchanged between people,
/// versions or purposes. All keys come from the caller's key and the store's salt by HKDF-SHA256 (RFC 5869).
/// </summary>
internal sealed class StoreSeal : IDisposable
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    internal const int FolderDigits = 32;
    private readonly byte[] _names;
    private readonly byte[]? _files;

    internal StoreSeal(byte[] salt, byte[]? key)
    {
        _names = key is null ? salt : Derive(key, salt, "folder names");
        _files = key is null ? null : Derive(key, salt, "files");
    }

    internal bool Encrypts => _files is not null;

    /// <summary>Bytes that a sealed file has more than its contents.</summary>
    internal int Overhead => _files is null ? 0 : Magic.Length + NonceBytes + TagBytes;

    private static ReadOnlySpan<byte> Magic => "MESEAL01"u8;

    /// <summary>Refuses a key that cannot be one, and a platform without AES-GCM.</summary>
    internal static void Check(byte[]? key)
    {
        if (key is null)
            return;
        if (key.Length != StoreKey.Length)
            throw new BundleException("Key of the state store", $"{StoreKey.Length} bytes", $"{key.Length}", "Make one of RandomNumberGenerator.GetBytes(32), and keep it where the platform keeps secrets.");
        if (!AesGcm.IsSupported)
            throw new BundleException("Key of the state store", "a platform with AES-GCM", "none", "Open the store without a key, on a disk that is encrypted.");
    }

    /// <summary>Tells one key from another without saying anything about it.</summary>
    internal static byte[] KeyCheck(byte[] key, byte[] salt) => Derive(key, salt, "key check");

    /// <summary>The folder of a person, whose name is given in UTF-8: the first 128 bits of SHA-256 of a secret (the salt where there is no key) and the name, in lower-case hexadecimal.</summary>
    internal string FolderName(ReadOnlySpan<byte> person) => FileDigest.Hash([.. _names, .. person])[..FolderDigits];

    /// <summary>What is written to the disk for some contents.</summary>
    /// <param name="contents">The contents.</param>
    /// <param name="place">Path in the store, with forward slashes.</param>
    internal byte[] Close(byte[] contents, string place)
    {
        if (_files is null)
            return contents;
        var file = new byte[contents.Length + Overhead];
        Magic.CopyTo(file);
        RandomNumberGenerator.Fill(Nonce(file));
        using var aes = new AesGcm(_files, TagBytes);
        aes.Encrypt(Nonce(file), contents, Ciphertext(file), Tag(file), Authenticated(place));
        return file;
    }

    /// <summary>The contents of what was read from the disk.</summary>
    /// <param name="file">All bytes of the file.</param>
    /// <param name="place">Path in the store, with forward slashes.</param>
    /// <param name="source">What the file is, for messages.</param>
    /// <exception cref="BundleException">The file is not what the key sealed in this place.</exception>
    internal byte[] Open(byte[] file, string place, string source)
    {
        if (_files is null)
            return file;
        if (file.Length < Overhead || !file.AsSpan().StartsWith(Magic))
            throw new BundleException(source, "an encrypted file of this store", $"{file.Length} other bytes", StoreFile.WayOut);
        var contents = new byte[file.Length - Overhead];
        try
        {
            using var aes = new AesGcm(_files, TagBytes);
            aes.Decrypt(Nonce(file), Ciphertext(file), Tag(file), contents, Authenticated(place));
            return contents;
        }
        catch (AuthenticationTagMismatchException error)
        {
            throw new BundleException(source, "what was encrypted in this place", "changed contents, or the file of another place", StoreFile.WayOut, error);
        }
    }

    /// <summary>Forgets the keys.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_names);
        CryptographicOperations.ZeroMemory(_files);
    }

    private static Span<byte> Nonce(byte[] file) => file.AsSpan(Magic.Length, NonceBytes);

    private static Span<byte> Ciphertext(byte[] file) => file.AsSpan((Magic.Length + NonceBytes)..^TagBytes);

    private static Span<byte> Tag(byte[] file) => file.AsSpan(file.Length - TagBytes);

    private static byte[] Authenticated(string place) => [.. Magic, .. Encoding.UTF8.GetBytes(place)];

    private static byte[] Derive(byte[] key, byte[] salt, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, StoreKey.Length, salt, Encoding.UTF8.GetBytes("maml-edge state store, " + purpose));
}
