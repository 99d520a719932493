namespace MamlEdge.Bundle;

/// <summary>Size and hash of a file.</summary>
public sealed record FileDigest
{
    private const int ShortDigits = 12;

    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Size in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The digest of a file's contents.</summary>
    /// <param name="contents">All bytes of the file.</param>
    public static FileDigest Of(ReadOnlySpan<byte> contents) => new() { Sha256 = Hash(contents), Bytes = contents.Length };

    /// <summary>As much of a hash as a message needs.</summary>
    /// <param name="sha256">The hash, or what a file says is one.</param>
    public static string Short(string sha256)
    {
        ArgumentNullException.ThrowIfNull(sha256);
        return sha256.Length > ShortDigits ? sha256[..ShortDigits] : sha256;
    }

    internal static string Hash(ReadOnlySpan<byte> contents)
    {
        Span<byte> hash = stackalloc byte[SystemSha256.Length];
        SystemSha256.Hash(contents, hash);
        return Hex(hash);
    }

    /// <summary>Bytes in lower-case hexadecimal.</summary>
    internal static string Hex(ReadOnlySpan<byte> bytes) => string.Create(bytes.Length * 2, bytes, static (text, bytes) =>
    {
        for (var i = 0; i < bytes.Length; i++)
            bytes[i].TryFormat(text[(2 * i)..], out _, "x2");
    });
}
