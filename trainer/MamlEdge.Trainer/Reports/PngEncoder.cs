using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MamlEdge.Trainer.Images;

namespace MamlEdge.Trainer.Reports;

/// <summary>Writes PNG files of 8 bits a channel, grey or in colour (ISO/IEC 15948).</summary>
internal static class PngEncoder
{
    public static byte[] Encode(RasterImage image)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), image.Height);
        (header[8], header[9]) = (8, (byte)(image.Channels == 3 ? 2 : 0)); // bits a channel; colour type: true colour, or grey

        using var file = new MemoryStream();
        file.Write(PngChunks.Signature);
        WriteChunk(file, "IHDR", header);
        WriteChunk(file, "IDAT", Compress(image));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    private static byte[] Compress(RasterImage image)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (var row = 0; row < image.Height; row++)
            {
                zlib.WriteByte(0); // filter type of the row: none
                zlib.Write(image.Pixels, row * image.Width * image.Channels, image.Width * image.Channels);
            }
        }

        return packed.ToArray();
    }

    private static void WriteChunk(MemoryStream file, string type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        byte[] checkedPart = [.. Encoding.ASCII.GetBytes(type), .. content];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(checkedPart);
        BinaryPrimitives.WriteUInt32BigEndian(number, PngChunks.Crc(checkedPart));
        file.Write(number);
    }
}
