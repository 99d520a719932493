namespace MamlEdge.Bundle;

/// <summary>Makes a folder, and those above it that are missing, so that a power cut afterwards takes none of them away.</summary>
internal static class DurableFolder
{
    /// <param name="full">Its full path; nothing happens where it exists.</param>
    /// <param name="mode">Permissions of what is made; null for those that the user's mask gives.</param>
    /// <exception cref="IOException">It cannot be made, or did not reach the disk.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    internal static void Create(string full, UnixFileMode? mode = null)
    {
        var missing = new Stack<string>();
        for (var folder = full; folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
            missing.Push(folder);
        if (missing.Count == 0)
            return;
        if (mode is { } permissions && !OperatingSystem.IsWindows())
            Directory.CreateDirectory(full, permissions);
        else
            Directory.CreateDirectory(full);
        foreach (var folder in missing)
            Posix.FlushDirectory(Path.GetDirectoryName(folder) ?? folder);
    }
}
