using System.IO.Compression;
using MamlEdge.Runtime;

namespace MamlEdge.Trainer.Images;

/// <summary>
/// Reads PNG files (ISO/IEC 15948): every colour type and bit depth, palettes, tRNS transparency, Adam7 interlacing.
/// Animated files are refused. Samples are scaled to [0, 1] as stored, without gamma correction. Checks the CRC of every chunk that it uses.
/// </summary>
public sealed class PngReader : IImageReader
{
    /// <inheritdoc/>
    public bool Recognises(ReadOnlySpan<byte> bytes) => bytes.StartsWith(PngChunks.Signature);

    /// <summary>Reads one file.</summary>
    /// <exception cref="InvalidDataException">The file is no PNG, or is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Picture ReadFile(string path) => new PngReader().Read(File.ReadAllBytes(path), path);

    /// <inheritdoc/>
    public Picture Read(ReadOnlyMemory<byte> bytes, string source)
    {
        if (!Recognises(bytes.Span))
            throw new InvalidDataException($"'{source}' is not a PNG image: expected the 8-byte PNG signature first.");
        PngHeader? found = null;
        byte[] palette = [], transparency = [];
        using var packed = new MemoryStream();
        foreach (var chunk in PngChunks.Read(bytes, source))
        {
            switch (chunk.Type)
            {
                case "IHDR": found = PngHeader.Parse(chunk.Data.Span, source); break;
                case "PLTE": palette = chunk.Data.ToArray(); break;
                case "tRNS": transparency = chunk.Data.ToArray(); break;
                case "acTL": throw new InvalidDataException($"'{source}' is an animated PNG. Expected a still image: save one of its frames, or remove the file.");
                case "IDAT": packed.Write(chunk.Data.Span); break;
            }
        }

        var header = found ?? throw new InvalidDataException($"'{source}' is damaged: the IHDR chunk is missing.");
        if ((long)header.Width * header.Height > Picture.MostPixels)
            throw new InvalidDataException($"'{source}' has {header.Width} x {header.Height} pixels; at most {Picture.MostPixels} pixels are read.");
        var colours = new PngColours(header, palette, transparency, source);
        packed.Position = 0;
        return Decode(header, colours, packed, source);
    }

    private static Picture Decode(PngHeader header, PngColours colours, Stream packed, string source)
    {
        var pixels = new float[header.Width * header.Height * colours.Channels];
        using var rows = new ZLibStream(packed, CompressionMode.Decompress);
        try
        {
            foreach (var pass in PngPass.Of(header))
            {
                var stride = header.BytesFor(pass.Width);
                var (row, above) = (new byte[stride], new byte[stride]);
                var line = new float[pass.Width * colours.Channels];
                for (var y = 0; y < pass.Height; y++)
                {
                    var filter = rows.ReadByte();
                    if (filter < 0) throw new EndOfStreamException();
                    rows.ReadExactly(row);
                    PngFilter.Undo(filter, row, above, header.BytesPerPixel, source);
                    if (header.Interlaced)
                    {
                        colours.Convert(row, pass.Width, line);
                        pass.Spread(line, y, header.Width, colours.Channels, pixels);
                    }
                    else
                    {
                        colours.Convert(row, pass.Width, pixels.AsSpan(y * line.Length, line.Length));
                    }

                    (row, above) = (above, row);
                }
            }
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException($"'{source}' is truncated: its pixel data ends before the last row.");
        }
        catch (InvalidDataException error) when (!error.Message.StartsWith('\''))
        {
            throw new InvalidDataException($"'{source}' is damaged: its pixel data does not decompress. {error.Message}", error);
        }

        return new Picture(header.Width, header.Height, colours.Channels, pixels);
    }
}
