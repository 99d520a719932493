using MamlEdge.Runtime;

namespace MamlEdge.Trainer.Images;

/// <summary>
/// Decodes files of several formats, each by the reader that recognises its first bytes. This is where another library plugs in, for
/// JPEG say: <c>new ImageReaders([.. ImageReaders.Standard, new MyJpegReader()])</c>, or one more entry in <see cref="Standard"/> for the command.
/// </summary>
/// <param name="readers">In the order in which they are asked; null for <see cref="Standard"/>.</param>
public sealed class ImageReaders(IReadOnlyList<IImageReader>? readers = null) : IImageReader
{
    private readonly IReadOnlyList<IImageReader> _readers = readers ?? Standard;

    /// <summary>The formats that need no library: PNG, BMP, and PBM, PGM and PPM.</summary>
    public static IReadOnlyList<IImageReader> Standard { get; } = [new PngReader(), new BmpReader(), new PnmReader()];

    /// <inheritdoc/>
    public bool Recognises(ReadOnlySpan<byte> bytes) => Find(bytes) is not null;

    /// <inheritdoc/>
    public Picture Read(ReadOnlyMemory<byte> bytes, string source)
    {
        if (bytes.IsEmpty) throw new InvalidDataException($"'{source}' is empty: it has 0 bytes. Replace the file, or remove it.");
        var reader = Find(bytes.Span)
            ?? throw new InvalidDataException($"'{source}' is not an image of a known format. "
                + $"Expected PNG, BMP or PNM (PBM, PGM, PPM), got the first bytes {Convert.ToHexString(bytes.Span[..Math.Min(4, bytes.Length)])}. Convert it, or remove the file.");
        return reader.Read(bytes, source);
    }

    private IImageReader? Find(ReadOnlySpan<byte> bytes)
    {
        foreach (var reader in _readers)
            if (reader.Recognises(bytes)) return reader;
        return null;
    }
}
