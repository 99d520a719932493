namespace MamlEdge.Trainer.Training;

/// <summary>Keeps other processes from training in a run folder; the system ends it with the process, however that ends.</summary>
/// <param name="file">The open lock.</param>
/// <param name="made">Whether the folder was made for it.</param>
/// <param name="isStarted">Whether there is a run in the folder; where there is none at the end, the lock goes, and with it a folder that was made for it.</param>
internal sealed class RunLock(FileStream file, bool made, Func<bool> isStarted) : IDisposable
{
    /// <summary>The name of the lock in a run folder.</summary>
    public const string Name = "lock";

    /// <inheritdoc/>
    public void Dispose()
    {
        var (path, started) = (file.Name, isStarted());
        file.Dispose();
        if (started) return;
        try
        {
            File.Delete(path);
            if (made) Directory.Delete(Path.GetDirectoryName(path)!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Something else lies there, or another process holds it: theirs.
        }
    }
}
