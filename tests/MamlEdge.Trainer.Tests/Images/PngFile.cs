using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MamlEdge.Trainer.Images;

namespace MamlEdge.Trainer.Tests.Images;

/// <summary>Writes small PNG files, each row by the filter of its turn, so that every filter gets used.</summary>
internal static class PngFile
{
    /// <param name="samples">[height, width, samples a pixel], each below 2^depth.</param>
    public static byte[] Write(int width, int height, int depth, int colourType, int[] samples, byte[]? palette = null, byte[]? transparency = null, bool interlaced = false)
    {
        var perPixel = colourType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)colourType, (byte)(interlaced ? 1 : 0));
        using var rows = new MemoryStream();
        (int X, int Y, int DX, int DY)[] passes = interlaced
            ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
            : [(0, 0, 1, 1)];
        foreach (var pass in passes)
        {
            byte[]? above = null;
            for (int y = pass.Y, turn = 0; y < height && pass.X < width; y += pass.DY, turn++)
            {
                var row = new List<int>();
                for (var x = pass.X; x < width; x += pass.DX)
                    row.AddRange(samples.AsSpan((y * width + x) * perPixel, perPixel).ToArray());
                var bytes = Pack(row, depth);
                above ??= new byte[bytes.Length];
                var filter = turn % 5;
                rows.WriteByte((byte)filter);
                rows.Write(Filter(filter, bytes, above, Math.Max(1, perPixel * depth / 8)));
                above = bytes;
            }
        }

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(rows.ToArray());
        using var file = new MemoryStream();
        file.Write(PngChunks.Signature);
        Chunk(file, "IHDR", header);
        if (palette is not null) Chunk(file, "PLTE", palette);
        if (transparency is not null) Chunk(file, "tRNS", transparency);
        // Two IDAT chunks: the data may be cut anywhere.
        var data = packed.ToArray();
        Chunk(file, "IDAT", data[..(data.Length / 2)]);
        Chunk(file, "IDAT", data[(data.Length / 2)..]);
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static byte[] Pack(List<int> row, int depth)
    {
        var bytes = new byte[(row.Count * depth + 7) / 8];
        for (var i = 0; i < row.Count; i++)
        {
            if (depth == 16) BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2 * i), (ushort)row[i]);
            else bytes[i * depth / 8] |= (byte)(row[i] << (8 - depth - i * depth % 8));
        }

        return bytes;
    }

    private static byte[] Filter(int filter, byte[] row, byte[] above, int distance)
    {
        var result = new byte[row.Length];
        for (var i = 0; i < row.Length; i++)
        {
            int left = i < distance ? 0 : row[i - distance], up = above[i], corner = i < distance ? 0 : above[i - distance];
            var guess = left + up - corner;
            int[] nearest = [left, up, corner];
            var prediction = filter switch
            {
                0 => 0,
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                _ => nearest.MinBy(candidate => Math.Abs(guess - candidate)),
            };
            result[i] = (byte)(row[i] - prediction);
        }

        return result;
    }

    private static void Chunk(Stream file, string type, byte[] data)
    {
        var bytes = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(bytes, data.Length);
        Encoding.Latin1.GetBytes(type).CopyTo(bytes, 4);
        data.CopyTo(bytes, 8);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(bytes.Length - 4), PngChunks.Crc(bytes.AsSpan(4, data.Length + 4)));
        file.Write(bytes);
    }
}
