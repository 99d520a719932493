using System.Buffers.Binary;
using MamlEdge.Runtime;

namespace MamlEdge.Trainer.Images;

/// <summary>Reads the Netpbm formats PBM, PGM and PPM, as text (P1 to P3) and binary (P4 to P6), with 8 or 16 bits a sample.</summary>
public sealed class PnmReader : IImageReader
{
    /// <inheritdoc/>
    public bool Recognises(ReadOnlySpan<byte> bytes) => bytes.Length > 2 && bytes[0] == 'P' && bytes[1] is >= (byte)'1' and <= (byte)'6' && IsSpace(bytes[2]);

    /// <inheritdoc/>
    public Picture Read(ReadOnlyMemory<byte> bytes, string source)
    {
        var file = bytes.Span;
        var (form, at) = (file[1] - '0', 2);
        var (width, height) = (Number(file, ref at, source), Number(file, ref at, source));
        var bits = form is 1 or 4;
        var largest = bits ? 1 : Number(file, ref at, source);
        if (width < 1 || height < 1 || (long)width * height > Picture.MostPixels || largest is < 1 or > 65535)
            throw new InvalidDataException($"'{source}' is a PNM image of {width} x {height} pixels with values up to {largest}; expected 1 to {Picture.MostPixels} pixels and values up to 65535.");
        var channels = form is 3 or 6 ? 3 : 1;
        var pixels = new float[width * height * channels];
        if (form <= 3)
        {
            for (var i = 0; i < pixels.Length; i++) pixels[i] = bits ? Digit(file, ref at, source) : Number(file, ref at, source);
        }
        else
        {
            Unpack(file[Math.Min(at + 1, file.Length)..], width, bits, largest > 255 ? 2 : 1, pixels, source);
        }

        for (var i = 0; i < pixels.Length; i++)
        {
            if (pixels[i] > largest) throw new InvalidDataException($"'{source}' is damaged: the value {pixels[i]} is above the {largest} that it announces.");
            pixels[i] = bits ? 1 - pixels[i] : pixels[i] / largest;
        }

        return new Picture(width, height, channels, pixels);
    }

    private static void Unpack(ReadOnlySpan<byte> data, int width, bool bits, int bytesEach, float[] pixels, string source)
    {
        var stride = (width + 7) / 8;
        var needed = bits ? (long)stride * (pixels.Length / width) : (long)pixels.Length * bytesEach;
        if (data.Length < needed) throw new InvalidDataException($"'{source}' is truncated: its pixels take {needed} bytes, {data.Length} are left.");
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = bits ? (data[i / width * stride + i % width / 8] >> (7 - i % width % 8)) & 1
                : bytesEach == 1 ? data[i]
                : BinaryPrimitives.ReadUInt16BigEndian(data[(2 * i)..]);
        }
    }

    /// <summary>The next number of a text; comments go from # to the end of a line.</summary>
    private static int Number(ReadOnlySpan<byte> file, ref int at, string source)
    {
        Skip(file, ref at);
        var (start, value) = (at, 0L);
        for (; at < file.Length && char.IsAsciiDigit((char)file[at]) && at - start < 9; at++) value = 10 * value + file[at] - '0';
        return at > start ? (int)value : throw new InvalidDataException($"'{source}' is damaged or truncated: expected a number at byte {at} of {file.Length}.");
    }

    /// <summary>A bit of a PBM text; no space is needed between two.</summary>
    private static int Digit(ReadOnlySpan<byte> file, ref int at, string source)
    {
        Skip(file, ref at);
        return at < file.Length && (file[at] is (byte)'0' or (byte)'1')
            ? file[at++] - '0'
            : throw new InvalidDataException($"'{source}' is damaged or truncated: expected 0 or 1 at byte {at} of {file.Length}.");
    }

    private static void Skip(ReadOnlySpan<byte> file, ref int at)
    {
        while (at < file.Length && (IsSpace(file[at]) || file[at] == '#'))
        {
            if (file[at] == '#') while (at < file.Length && file[at] != '\n') at++;
            else at++;
        }
    }

    private static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 11 or 12;
}
