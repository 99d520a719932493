using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MamlEdge.Bundle;

/// <summary>
/// SHA-256 by the system, and by <see cref="PortableSha256"/> on a Linux without OpenSSL: there .NET does not throw but ends the
/// process, which a library must not do to its host.
/// </summary>
internal static class SystemSha256
{
    /// <summary>Bytes of a hash.</summary>
    internal const int Length = SHA256.HashSizeInBytes;

    // The names that .NET itself looks for.
    private static readonly Lazy<bool> BySystem = new(() =>
        !OperatingSystem.IsLinux() || new[] { "libssl.so.3", "libssl.so.1.1" }.Any(name => NativeLibrary.TryLoad(name, out _)));

    /// <summary>Hashes bytes.</summary>
    internal static void Hash(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        if (BySystem.Value)
            SHA256.HashData(data, hash);
        else
            PortableSha256.Hash(data, hash);
    }
}
