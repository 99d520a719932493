using System.Buffers.Binary;

namespace MamlEdge.Trainer.Images;

/// <summary>The IHDR chunk. Colour types: 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGB and alpha.</summary>
internal readonly record struct PngHeader(int Width, int Height, int Depth, int ColourType, bool Interlaced)
{
    /// <summary>Stored values of one pixel.</summary>
    public int Samples => ColourType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <summary>The distance, in bytes, that row filters look back.</summary>
    public int BytesPerPixel => Math.Max(1, Samples * Depth / 8);

    /// <summary>Bytes of a row of so many pixels, without the filter byte.</summary>
    public int BytesFor(int width) => checked((int)(((long)width * Samples * Depth + 7) / 8));

    public static PngHeader Parse(ReadOnlySpan<byte> data, string source)
    {
        if (data.Length != 13)
            throw new InvalidDataException($"'{source}' is damaged: the IHDR chunk has {data.Length} bytes, expected 13.");
        var header = new PngHeader(
            BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]), data[8], data[9], data[12] == 1);
        if (header.Width <= 0 || header.Height <= 0)
            throw new InvalidDataException($"'{source}' is damaged: its size is {header.Width} x {header.Height}.");
        var allowed = header.ColourType switch
        {
            0 => header.Depth is 1 or 2 or 4 or 8 or 16,
            3 => header.Depth is 1 or 2 or 4 or 8,
            2 or 4 or 6 => header.Depth is 8 or 16,
            _ => false,
        };
        if (!allowed || data[10] != 0 || data[11] != 0 || data[12] > 1)
            throw new InvalidDataException(
                $"'{source}' is damaged: colour type {data[9]} with depth {data[8]}, compression {data[10]}, filter {data[11]}, interlace {data[12]} is not in the PNG standard.");
        return header;
    }
}
