namespace MamlEdge.Bundle;

/// <summary>
/// Writes a folder so that, whenever the program or the power fails, the path holds the whole old folder or the whole
/// new one: temporary sibling <c>.NAME.tmp-RANDOM</c>, flush of every file, rename. On Linux an existing folder is
/// exchanged in one step; elsewhere it is moved aside first (<c>.NAME.old-RANDOM</c>), so a crash between the two
/// renames leaves both, whole, under those names.
/// </summary>
public static class AtomicFolder
{
    /// <summary>Writes a folder; where the action throws, nothing has changed and its error passes through.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="write">Fills the temporary folder whose path it is given.</param>
    /// <param name="overwrite">Whether to replace a folder that exists.</param>
    /// <exception cref="BundleException">
    /// The folder exists and <paramref name="overwrite"/> is false, or cannot be written; or, rarely, the new folder is there, but the disk failed when its name was flushed.
    /// </exception>
    public static void Write(string path, Action<string> write, bool overwrite = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        RequireFree(full, overwrite);
        var temporary = AtomicFile.TemporaryName(full);
        try
        {
            DurableFolder.Create(Path.GetDirectoryName(full)!);
            Directory.CreateDirectory(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw AtomicFile.CannotWrite(full, error);
        }

        try
        {
            write(temporary);
            Flush(temporary);
            RequireFree(full, overwrite);
            Publish(temporary, full);
        }
        catch (Exception error)
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
            if (error is IOException or UnauthorizedAccessException)
                throw AtomicFile.CannotWrite(full, error);
            throw;
        }
    }

    private static void RequireFree(string full, bool overwrite)
    {
        if (File.Exists(full))
            throw new BundleException(full, "a folder to write", "a file of that name", "Move it away or choose another path.");
        if (Directory.Exists(full) && !overwrite)
        {
            throw new BundleException(
                full, "a path that is free", "a folder that exists", "Choose another path, or ask for it to be overwritten.");
        }
    }

    private static void Publish(string temporary, string full)
    {
        if (!Directory.Exists(full))
        {
            Directory.Move(temporary, full);
        }
        else if (Posix.TryExchange(temporary, full))
        {
            Posix.FlushDirectory(Path.GetDirectoryName(full)!);
            Directory.Delete(temporary, recursive: true);
        }
        else
        {
            var aside = temporary.Replace(".tmp-", ".old-", StringComparison.Ordinal);
            Directory.Move(full, aside);
            Directory.Move(temporary, full);
            Posix.FlushDirectory(Path.GetDirectoryName(full)!);
            Directory.Delete(aside, recursive: true);
        }

        Posix.FlushDirectory(Path.GetDirectoryName(full)!);
    }

    private static void Flush(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.None);
            stream.Flush(flushToDisk: true);
        }

        foreach (var inner in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories))
            Posix.FlushDirectory(inner);
        Posix.FlushDirectory(folder);
    }
}
