namespace MamlEdge.Bundle;

/// <summary>Reads whole files, with the errors of this library.</summary>
internal static class FileBytes
{
    internal static byte[] Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BundleException(path, "a file", "nothing there", "Check the path.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BundleException(path, "a readable file", error.Message, "Check the path and its permissions.", error);
        }
    }
}
