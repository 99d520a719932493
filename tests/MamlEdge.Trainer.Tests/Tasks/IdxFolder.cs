using System.Buffers.Binary;
using System.IO.Compression;

namespace MamlEdge.Trainer.Tests.Tasks;

/// <summary>A tiny data set in MNIST's format: image i of a part, of class i modulo 10, has the brightness of its class in its first pixel and 10 + i in its second.</summary>
internal static class IdxFolder
{
    public const int Side = 6;

    public static void Write(string folder, int train, int test, bool packed = true)
    {
        Directory.CreateDirectory(folder);
        foreach (var (part, count) in new[] { ("train", train), ("t10k", test) })
        {
            var images = new byte[count * Side * Side];
            for (var i = 0; i < count; i++) (images[i * Side * Side], images[i * Side * Side + 1]) = ((byte)(200 + i % 10), (byte)(10 + i));
            Write(Path.Combine(folder, $"{part}-images-idx3-ubyte"), packed, File([count, Side, Side], images));
            Write(Path.Combine(folder, $"{part}-labels-idx1-ubyte"), packed, File([count], [.. Enumerable.Range(0, count).Select(i => (byte)(i % 10))]));
        }
    }

    public static byte[] File(int[] shape, byte[] data)
    {
        var header = new byte[4 + 4 * shape.Length];
        (header[2], header[3]) = (8, (byte)shape.Length);
        for (var axis = 0; axis < shape.Length; axis++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * axis), shape[axis]);
        return [.. header, .. data];
    }

    private static void Write(string path, bool packed, byte[] content)
    {
        if (!packed)
        {
            System.IO.File.WriteAllBytes(path, content);
            return;
        }

        using var zip = new GZipStream(System.IO.File.Create(path + ".gz"), CompressionLevel.Fastest);
        zip.Write(content);
    }
}
