namespace MamlEdge.Runtime;

/// <summary>
/// A private folder for the few milliseconds in which ONNX Runtime reads weights from a file: in memory where the
/// system has such a place, so that no flash memory wears, and readable by this user only.
/// </summary>
internal sealed class ScratchFolder : IDisposable
{
    private const string SharedMemory = "/dev/shm";

    private ScratchFolder(string path)
    {
        FullPath = path;
    }

    internal string FullPath { get; }

    internal static ScratchFolder Create()
    {
        if (OperatingSystem.IsLinux() && Directory.Exists(SharedMemory))
        {
            var path = Path.Combine(SharedMemory, $"maml-edge-{Guid.NewGuid():N}");
            try
            {
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                return new ScratchFolder(path);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Sandboxes mount it read-only; the temporary folder does as well, only slower.
            }
        }

        return new ScratchFolder(Directory.CreateTempSubdirectory("maml-edge-").FullName);
    }

    public void Dispose()
    {
        if (Directory.Exists(FullPath))
            Directory.Delete(FullPath, recursive: true);
    }
}
