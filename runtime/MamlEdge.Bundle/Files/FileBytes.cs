using Microsoft.Win32.SafeHandles;

namespace MamlEdge.Bundle;

/// <summary>Reads whole files, with the errors of this library.</summary>
internal static class FileBytes
{
    /// <summary>All bytes of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">Bytes that it may have; checked before any is read.</param>
    /// <param name="wayOut">What to do where it is missing or too large.</param>
    internal static byte[] Read(string path, long most = int.MaxValue, string wayOut = "Check the path, or copy the file again.")
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var (length, bound) = (LengthOf(path), (int)Math.Min(most, Array.MaxLength));
            if (length > bound)
                throw new BundleException(path, $"a file of at most {bound} bytes", $"{length}", wayOut);
            // A pipe has no length before it ends.
            if (length == 0)
                return ReadToEnd(path, bound, wayOut);
            using var file = File.OpenHandle(path);
            return Read(file, 0, (int)length);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BundleException(path, "a file", "nothing there", wayOut, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BundleException(path, "a readable file", error.Message, "Check the path and its permissions.", error);
        }
    }

    /// <summary>The size of a file, of that behind a link; 0 for what is no plain file.</summary>
    internal static long LengthOf(string path)
    {
        var file = new FileInfo(path);
        return (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length;
    }

    /// <summary>So many bytes from a place in a file.</summary>
    /// <exception cref="IOException">The file ends before.</exception>
    internal static byte[] Read(SafeFileHandle file, long offset, int length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        for (var at = 0; at < length;)
        {
            var read = RandomAccess.Read(file, bytes.AsSpan(at), offset + at);
            at += read > 0 ? read : throw new EndOfStreamException($"the file ends at byte {offset + at}");
        }

        return bytes;
    }

    private static byte[] ReadToEnd(string path, int most, string wayOut)
    {
        using var file = File.OpenRead(path);
        using var whole = new MemoryStream();
        var part = new byte[1 << 16];
        for (int read; (read = file.Read(part)) > 0; whole.Write(part, 0, read))
        {
            if (whole.Length + read > most)
                throw new BundleException(path, $"a file of at most {most} bytes", "more", wayOut);
        }

        return whole.ToArray();
    }
}
