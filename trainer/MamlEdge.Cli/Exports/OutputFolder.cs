namespace MamlEdge.Cli.Exports;

/// <summary>Folders that commands write.</summary>
internal static class OutputFolder
{
    /// <summary>Refuses a path that is taken, before any work is done for it.</summary>
    /// <exception cref="IOException">Something is there, and <paramref name="force"/> is not given or does not help.</exception>
    public static void RequireFree(string folder, bool force)
    {
        if (File.Exists(folder))
            throw new IOException($"'{folder}' is a file. Choose another folder with -o.");
        if (Directory.Exists(folder) && !force)
            throw new IOException($"'{folder}' already exists. Choose another folder with -o, or replace it with --force.");
    }
}
