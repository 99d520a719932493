using System.Buffers.Binary;
using System.IO.Compression;

namespace MamlEdge.Trainer.Tasks;

/// <summary>An array of bytes in the IDX format of MNIST (LeCun et al. 1998), as published (.gz) or unpacked.</summary>
/// <param name="Path">Where it was read.</param>
/// <param name="Shape">Lengths of its axes.</param>
/// <param name="Data">The values, row-major.</param>
internal sealed record IdxFile(string Path, IReadOnlyList<int> Shape, byte[] Data)
{
    private const byte UnsignedByte = 8;

    /// <summary>Reads NAME.gz or NAME from a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">File name without .gz.</param>
    /// <param name="rank">Number of axes that the file must have.</param>
    public static IdxFile Read(string folder, string name, int rank)
    {
        var path = System.IO.Path.Combine(folder, name);
        var packed = path + ".gz";
        if (File.Exists(packed)) path = packed;
        else if (!File.Exists(path))
            throw new FileNotFoundException($"The folder '{folder}' holds neither {name}.gz nor {name}. "
                + "Expected the four IDX files as published: train-images, train-labels, t10k-images and t10k-labels (--data).");
        return Parse(path, path == packed ? Unpack(path) : File.ReadAllBytes(path), rank);
    }

    private static IdxFile Parse(string path, byte[] file, int rank)
    {
        var header = 4 + 4 * rank;
        if (file.Length < header || file[0] != 0 || file[1] != 0 || file[2] != UnsignedByte || file[3] != rank)
            throw new InvalidDataException($"'{path}' is no IDX file of bytes with {rank} axes: expected it to begin with 0000{UnsignedByte:X2}{rank:X2} and {rank} lengths, "
                + $"got {file.Length} bytes that begin with {Convert.ToHexString(file.AsSpan(0, Math.Min(4, file.Length)))}. Download it again.");
        int[] shape = [.. Enumerable.Range(1, rank).Select(axis => BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(4 * axis)))];
        var size = shape.Aggregate(1L, (a, b) => b < 1 || a > int.MaxValue ? long.MaxValue : a * b);
        if (file.Length - header != size)
            throw new InvalidDataException($"'{path}' is damaged: its lengths {string.Join(" x ", shape)} do not fit to {file.Length - header} bytes of data. Download it again.");
        return new IdxFile(path, shape, file[header..]);
    }

    private static byte[] Unpack(string path)
    {
        try
        {
            using var packed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            using var file = new MemoryStream();
            packed.CopyTo(file);
            return file.ToArray();
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"'{path}' is damaged or is no gzip file. Download it again. {error.Message}", error);
        }
    }
}
