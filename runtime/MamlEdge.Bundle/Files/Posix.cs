using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MamlEdge.Bundle;

/// <summary>
/// The two calls that .NET does not offer and that power loss makes necessary: fsync of a directory, without which a
/// rename may be lost, and the exchange of two directories in one step.
/// </summary>
internal static partial class Posix
{
    private const int ReadOnly = 0;
    private const int CurrentDirectory = -100;
    private const uint RenameExchange = 2;

    /// <summary>
    /// Makes renames in a directory durable. Windows needs no such call; file systems that refuse it (some network
    /// shares) have nothing better to offer, so a refusal is not an error.
    /// </summary>
    internal static void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(path, ReadOnly);
        if (descriptor < 0)
            return;
        _ = Sync(descriptor);
        _ = Close(descriptor);
    }

    /// <summary>Exchanges two directories in one step; false where kernel, C library or file system cannot.</summary>
    internal static bool TryExchange(string first, string second)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            return RenameAt2(CurrentDirectory, first, CurrentDirectory, second, RenameExchange) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [UnsupportedOSPlatform("windows")]
    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [UnsupportedOSPlatform("windows")]
    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [UnsupportedOSPlatform("windows")]
    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt2(int oldDirectory, string oldPath, int newDirectory, string newPath, uint flags);
}
