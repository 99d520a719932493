using MamlEdge.Runtime;

namespace MamlEdge.Trainer.Images;

/// <summary>Decodes image files. Implement it to plug in another library or another file format.</summary>
public interface IImageReader
{
    /// <summary>Whether this reader knows the format that the first bytes of a file announce.</summary>
    /// <param name="bytes">The file's content, or at least its first 16 bytes.</param>
    bool Recognises(ReadOnlySpan<byte> bytes);

    /// <summary>Decodes one image. Must be safe to call from several threads at once.</summary>
    /// <param name="bytes">The file's whole content.</param>
    /// <param name="source">Where the bytes come from; named in errors.</param>
    /// <exception cref="InvalidDataException">The bytes are no image of a known format, or are damaged.</exception>
    Picture Read(ReadOnlyMemory<byte> bytes, string source);
}
