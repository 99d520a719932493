using System.Security.Cryptography;

namespace MamlEdge.Bundle;

/// <summary>The file <c>store.json</c>: makes a folder a state store, and tells whether it is encrypted. Written once.</summary>
internal sealed record StoreHeader
{
    internal const string File = "store.json";
    internal const int MaximumBytes = 1 << 16;
    private const int CurrentFormat = 1;

    public required int Format { get; init; }

    /// <summary>32 random bytes of this store, in hexadecimal: what is derived from the caller's key differs from store to store.</summary>
    public required string Salt { get; init; }

    /// <summary>Derived from salt and key, so that a wrong key is known before anything is read; null for a store without encryption.</summary>
    public string? KeyCheck { get; init; }

    internal static StoreHeader Create(byte[]? key)
    {
        // Random bits of the system, without OpenSSL, which a store without a key does not need.
        var salt = FileDigest.Hash([.. Guid.NewGuid().ToByteArray(), .. Guid.NewGuid().ToByteArray()]);
        return new StoreHeader
        {
            Format = CurrentFormat,
            Salt = salt,
            KeyCheck = key is null ? null : FileDigest.Hex(StoreSeal.KeyCheck(key, Convert.FromHexString(salt))),
        };
    }

    /// <summary>What opens the store's files.</summary>
    /// <exception cref="BundleException">A key is missing, wrong or unwanted; or the store is of a newer format.</exception>
    internal StoreSeal Unlock(byte[]? key, string source)
    {
        if (Format > CurrentFormat)
            throw new BundleException(source, $"store format {CurrentFormat} or older", $"{Format}", "Use a newer version of MamlEdge.");
        var salt = Bytes(Salt, source);
        if (KeyCheck is null)
        {
            return key is null
                ? new StoreSeal(salt, key: null)
                : throw new BundleException(source, "no key, since this store is not encrypted", "a key", "Open it without one. Where it should be encrypted, copy the people into a new store that has a key.");
        }

        if (key is null)
            throw new BundleException(source, "the key of this store, which is encrypted", "none", "Give the key that it was made with.");
        return CryptographicOperations.FixedTimeEquals(Bytes(KeyCheck, source), StoreSeal.KeyCheck(key, salt))
            ? new StoreSeal(salt, key)
            : throw new BundleException(source, "the key that this store was made with", "another key", "Give the right key. The store is as it was.");
    }

    private static byte[] Bytes(string text, string source)
    {
        try
        {
            return Convert.FromHexString(text);
        }
        catch (FormatException error)
        {
            throw new BundleException(source, "hexadecimal digits", $"'{text}'", "Copy the file from a backup of the store.", error);
        }
    }
}
