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

    // EINVAL; ENOTSUP of Linux, and the two numbers that macOS has for it.
    private const int InvalidArgument = 22;
    private const int NotSupported = 95;
    private const int NotSupportedOnMac = 45;
    private const int NotSupportedBySocketsOnMac = 102;

    /// <summary>Makes renames in a directory durable. Windows needs no such call; file systems that do not know it (some network shares) have nothing better to offer.</summary>
    /// <exception cref="IOException">The directory did not reach the disk, or cannot be opened: after a power cut the rename may be lost.</exception>
    internal static void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(path, ReadOnly);
        if (descriptor < 0)
            throw Error(path);
        try
        {
            if (Sync(descriptor) != 0 && Marshal.GetLastPInvokeError() is not (InvalidArgument or NotSupported or NotSupportedOnMac or NotSupportedBySocketsOnMac))
                throw Error(path);
        }
        finally
        {
            _ = Close(descriptor);
        }
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

    private static IOException Error(string path) => new($"{Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())} : '{path}'");

    [UnsupportedOSPlatform("windows")]
    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [UnsupportedOSPlatform("windows")]
    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [UnsupportedOSPlatform("windows")]
    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt2(int oldDirectory, string oldPath, int newDirectory, string newPath, uint flags);
}
