using System.Text;

namespace MamlEdge.Bundle;

/// <summary>Keys as PEM files.</summary>
internal static class KeyFile
{
    internal const string Public = "PUBLIC KEY";
    internal const string Private = "PRIVATE KEY";
    private const int Longest = 1 << 14;

    internal static string Read(string path) => Encoding.UTF8.GetString(FileBytes.Read(path, Longest));

    /// <summary>Writes a key to a new file; a secret one can be read by its owner only from the first moment on.</summary>
    internal static void Write(string path, string pem, bool secret)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (secret && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using var file = new StreamWriter(path, options);
            file.Write(pem);
            file.Write('\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BundleException(path, "a new file for a key", error.Message, "Choose a path that is free; a key is never overwritten.", error);
        }
    }

    internal static BundleException NoKey(string source, string label, string got, Exception? error = null) => new(
        source, $"a PEM file with a {label} of the curve P-256", got,
        "Make one with 'maml-edge sign --new-key', or as docs/security.md shows with openssl.", error);
}
