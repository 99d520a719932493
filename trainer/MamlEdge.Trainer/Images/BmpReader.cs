using System.Buffers.Binary;
using MamlEdge.Runtime;

namespace MamlEdge.Trainer.Images;

/// <summary>
/// Reads Windows bitmaps without compression: palettes of 1, 4 and 8 bits, 24 bits and 32 bits a pixel (whose fourth byte is not used).
/// </summary>
public sealed class BmpReader : IImageReader
{
    private const int FileHeader = 14, LeastInfo = 40;

    /// <inheritdoc/>
    public bool Recognises(ReadOnlySpan<byte> bytes) => bytes.StartsWith("BM"u8);

    /// <inheritdoc/>
    public Picture Read(ReadOnlyMemory<byte> bytes, string source)
    {
        var file = bytes.Span;
        if (file.Length < FileHeader + LeastInfo)
            throw new InvalidDataException($"'{source}' is truncated: a BMP header has {FileHeader + LeastInfo} bytes, got {file.Length}.");
        int Number(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadInt32LittleEndian(data[at..]);
        var (start, info, width, height) = (Number(file, 10), Number(file, 14), Number(file, 18), Number(file, 22));
        var (bits, compression, colours) = (BinaryPrimitives.ReadUInt16LittleEndian(file[28..]), Number(file, 30), Number(file, 46));
        if (compression != 0 || bits is not (1 or 4 or 8 or 24 or 32))
            throw new InvalidDataException($"'{source}' is a BMP of {bits} bits a pixel with compression {compression}; expected 1, 4, 8, 24 or 32 bits and no compression. Convert it to PNG.");
        if (width <= 0 || height is 0 or int.MinValue || (long)width * Math.Abs(height) > Picture.MostPixels)
            throw new InvalidDataException($"'{source}' has {width} x {height} pixels; expected 1 to {Picture.MostPixels} pixels.");
        var rows = Math.Abs(height);
        var stride = checked((int)(((long)width * bits + 31) / 32 * 4));
        var palette = bits > 8 ? [] : file[(int)Math.Min((long)FileHeader + Math.Max(info, LeastInfo), file.Length)..];
        var entries = Math.Min(colours is > 0 and <= 256 ? colours : 1 << Math.Min((int)bits, 8), palette.Length / 4);
        if (start < FileHeader || start > file.Length || (long)stride * rows > file.Length - start)
            throw new InvalidDataException($"'{source}' is truncated: {rows} rows of {stride} bytes do not fit into what follows byte {start} of {file.Length}.");
        var pixels = new float[width * rows * 3];
        for (var y = 0; y < rows; y++)
        {
            // A positive height counts rows from the bottom.
            var row = file.Slice(start + (height > 0 ? rows - 1 - y : y) * stride, stride);
            for (var x = 0; x < width; x++)
            {
                var colour = bits > 8 ? row.Slice(x * bits / 8, 3) : Entry(palette, entries, (row[x * bits / 8] >> (8 - bits - x * bits % 8)) & ((1 << bits) - 1), source);
                for (var c = 0; c < 3; c++) pixels[(y * width + x) * 3 + c] = colour[2 - c] / 255f;
            }
        }

        return new Picture(width, rows, 3, pixels);
    }

    private static ReadOnlySpan<byte> Entry(ReadOnlySpan<byte> palette, int entries, int index, string source) => index < entries
        ? palette.Slice(4 * index, 3)
        : throw new InvalidDataException($"'{source}' is damaged: colour {index} of a palette of {entries}.");
}
