using System.Diagnostics;

namespace MamlEdge.Bundle;

/// <summary>
/// The file <c>lock</c> of a store, through which processes and threads take turns: many read, or one writes. The system releases it when a process ends, however
/// it ends (flock on Unix, sharing of files on Windows).
/// </summary>
internal sealed class StoreLock(string folder, TimeSpan timeout)
{
    internal const string File = "lock";
    private const int LongestWait = 20;

    private readonly string _path = Path.Combine(folder, File);

    /// <summary>Waits until nobody else uses the store.</summary>
    /// <exception cref="BundleException">Others use it for longer than the time limit, or it cannot be written to.</exception>
    internal IDisposable Writing() => Take(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    /// <summary>Waits until nobody writes to the store.</summary>
    /// <exception cref="BundleException">Another writes for longer than the time limit, or there is no file to lock.</exception>
    internal IDisposable Reading() => Take(FileMode.Open, FileAccess.Read, FileShare.Read);

    private FileStream Take(FileMode mode, FileAccess access, FileShare share)
    {
        var start = Stopwatch.GetTimestamp();
        for (var wait = 1; ; wait = Math.Min(2 * wait, LongestWait))
        {
            try
            {
                return new FileStream(_path, mode, access, share, bufferSize: 0);
            }
            catch (IOException error) when (IsHeld(error))
            {
                if (Stopwatch.GetElapsedTime(start) > timeout)
                    throw new BundleException(_path, $"a state store that others use for less than {timeout.TotalSeconds} s", "one in use for longer", "Try again, or give it a longer LockTimeout.");
                Thread.Sleep(wait);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw access == FileAccess.Read
                    ? new BundleException(_path, "a file that can be opened", error.Message, "Check the folder and its permissions.", error)
                    : AtomicFile.CannotWrite(folder, error);
            }
        }
    }

    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
    private static bool IsHeld(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);
}
