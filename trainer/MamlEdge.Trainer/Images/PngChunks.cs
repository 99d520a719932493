using System.Buffers.Binary;
using System.Text;

namespace MamlEdge.Trainer.Images;

/// <summary>The outer layer of a PNG file: signature, then chunks of length, type, data and CRC.</summary>
internal static class PngChunks
{
    private static readonly uint[] CrcTable = BuildCrcTable();

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static IEnumerable<(string Type, ReadOnlyMemory<byte> Data)> Read(ReadOnlyMemory<byte> file, string source)
    {
        var rest = file[Signature.Length..];
        while (true)
        {
            if (rest.Length < 12)
                throw new InvalidDataException($"'{source}' is truncated: it ends before the IEND chunk.");
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest.Span);
            var type = Encoding.Latin1.GetString(rest.Span.Slice(4, 4));
            if (length > rest.Length - 12)
                throw new InvalidDataException($"'{source}' is truncated: chunk {type} has {length} bytes, {rest.Length - 12} are left.");
            var data = rest.Slice(8, (int)length);
            if (Crc(rest.Span.Slice(4, 4 + (int)length)) != BinaryPrimitives.ReadUInt32BigEndian(rest.Span[(8 + (int)length)..]))
                throw new InvalidDataException($"'{source}' is damaged: the checksum of chunk {type} is wrong.");
            if (type == "IEND") yield break;
            yield return (type, data);
            rest = rest[(12 + (int)length)..];
        }
    }

    /// <summary>CRC-32 of ISO/IEC 15948, annex D.</summary>
    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes) crc = CrcTable[(crc ^ value) & 0xFF] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] BuildCrcTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var entry = i;
            for (var bit = 0; bit < 8; bit++) entry = (entry & 1) != 0 ? 0xEDB88320 ^ (entry >> 1) : entry >> 1;
            table[i] = entry;
        }

        return table;
    }
}
