using System.Text;

namespace MamlEdge.Bundle;

/// <summary>The key of an encrypted <see cref="StateStore"/> as a file: 32 bytes, or 64 hexadecimal digits with blanks around them.</summary>
public static class StoreKey
{
    /// <summary>Bytes of a key.</summary>
    public const int Length = 32;

    private const int Longest = 1 << 16;

    /// <summary>Reads a key.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The bytes for <see cref="StateStoreOptions.Key"/>.</returns>
    /// <exception cref="BundleException">The file is missing, or holds something else.</exception>
    public static byte[] Load(string path)
    {
        var bytes = FileBytes.Read(path, Longest);
        if (bytes.Length == Length)
            return bytes;
        var digits = Encoding.ASCII.GetString(bytes).Trim();
        return digits.Length == 2 * Length && digits.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(digits)
            : throw new BundleException(
                path, $"a key: {Length} bytes, or {2 * Length} hexadecimal digits", $"{bytes.Length} bytes of something else",
                $"Give the key that the store was made with, or make one with: head -c {Length} /dev/urandom > FILE.");
    }
}
