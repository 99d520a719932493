using System.Security.Cryptography;

namespace MamlEdge.Bundle;

/// <summary>SHA-256 by the system where that has one (<see cref="SystemCryptography"/>), else by <see cref="PortableSha256"/>.</summary>
internal static class SystemSha256
{
    /// <summary>Bytes of a hash.</summary>
    internal const int Length = SHA256.HashSizeInBytes;

    /// <summary>Hashes bytes.</summary>
    internal static void Hash(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        if (SystemCryptography.IsThere)
            SHA256.HashData(data, hash);
        else
            PortableSha256.Hash(data, hash);
    }
}
