namespace MamlEdge.Bundle;

/// <summary>
/// Writes a file so that, whenever the program or the power fails, the path holds the whole old file or the whole new
/// one: temporary file <c>.NAME.tmp-RANDOM</c> in the same folder, flush to disk, rename, flush of the folder.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes bytes.</summary>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <param name="bytes">Its contents.</param>
    /// <exception cref="BundleException">
    /// The folder is missing, not writable or full, and the old file is untouched; or, rarely, the new one is there, but the disk failed when its name was flushed.
    /// </exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var stream = Begin(path, out var full, out var temporary);
        Complete(full, temporary, stream, bytes);
    }

    /// <summary>Writes what an action writes; where it throws, the old file is untouched and its error passes through.</summary>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <param name="write">Writes the contents to the stream.</param>
    /// <exception cref="BundleException">As for bytes.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var stream = Begin(path, out var full, out var temporary);
        try
        {
            write(stream);
        }
        catch
        {
            stream.Dispose();
            File.Delete(temporary);
            throw;
        }

        Complete(full, temporary, stream, []);
    }

    internal static string TemporaryName(string fullPath) => Path.Combine(
        Path.GetDirectoryName(fullPath)!, $".{Path.GetFileName(fullPath)}.tmp-{Guid.NewGuid():N}");

    internal static BundleException CannotWrite(string path, Exception error) => new(
        path, "a place to write to", error.Message, "Check that the folder exists, is writable and has space.", error);

    private static FileStream Begin(string path, out string full, out string temporary)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        full = Path.GetFullPath(path);
        temporary = TemporaryName(full);
        try
        {
            return new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(full, error);
        }
    }

    private static void Complete(string full, string temporary, FileStream stream, ReadOnlySpan<byte> rest)
    {
        try
        {
            using (stream)
            {
                stream.Write(rest);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
            Posix.FlushDirectory(Path.GetDirectoryName(full)!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
            throw CannotWrite(full, error);
        }
    }
}
