using System.Buffers.Binary;
using System.Numerics;

namespace MamlEdge.Trainer.Training.TensorBoard;

/// <summary>
/// A record of a TFRecord file: its length (8 bytes), the checksum of those, the content, the checksum of that; little-endian.
/// A checksum is CRC-32C (RFC 3720), rotated right by 15 bits, plus 0xa282ead8.
/// </summary>
internal static class RecordFrame
{
    /// <summary>The content in its frame.</summary>
    public static byte[] Of(ReadOnlySpan<byte> content)
    {
        var frame = new byte[content.Length + 16];
        BinaryPrimitives.WriteInt64LittleEndian(frame, content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(8), Masked(frame.AsSpan(0, 8)));
        content.CopyTo(frame.AsSpan(12));
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(12 + content.Length), Masked(content));
        return frame;
    }

    /// <summary>CRC-32C.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes) crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }

    private static uint Masked(ReadOnlySpan<byte> bytes) => BitOperations.RotateRight(Checksum(bytes), 15) + 0xa282ead8;
}
