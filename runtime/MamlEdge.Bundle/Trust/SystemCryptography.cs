using System.Runtime.InteropServices;

namespace MamlEdge.Bundle;

/// <summary>Whether the system has the library that .NET's cryptography calls. A Linux without OpenSSL has not, and .NET then ends the process, which a library must not do to its host.</summary>
internal static class SystemCryptography
{
    // The names that .NET itself looks for.
    private static readonly Lazy<bool> Found = new(() =>
        !OperatingSystem.IsLinux() || new[] { "libssl.so.3", "libssl.so.1.1" }.Any(name => NativeLibrary.TryLoad(name, out _)));

    internal static bool IsThere => Found.Value;
}
