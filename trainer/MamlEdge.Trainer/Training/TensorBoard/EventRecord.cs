using System.Buffers.Binary;
using System.Text;

namespace MamlEdge.Trainer.Training.TensorBoard;

/// <summary>
/// The bytes of one <c>tensorflow.Event</c>, as protobuf: wall_time = 1, step = 2, file_version = 3, summary = 5; a summary
/// repeats value = 1 with tag = 1 and simple_value = 2.
/// </summary>
internal static class EventRecord
{
    private const byte Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;

    /// <summary>The first event of a file, which names the format.</summary>
    public static byte[] Version(double wallTime) => [.. Double(1, wallTime), .. Field(3, Encoding.UTF8.GetBytes("brain.Event:2"))];

    /// <summary>Scalars of one step.</summary>
    public static byte[] Scalars(double wallTime, long step, IEnumerable<(string Tag, double Value)> scalars) =>
    [
        .. Double(1, wallTime),
        .. Key(2, Varint),
        .. Number((ulong)step),
        .. Field(5, [.. scalars.SelectMany(scalar => Field(1, [.. Field(1, Encoding.UTF8.GetBytes(scalar.Tag)), .. Float(2, (float)scalar.Value)]))]),
    ];

    private static byte[] Double(int field, double value)
    {
        var bytes = new byte[9];
        bytes[0] = Key(field, Fixed64)[0];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    private static byte[] Float(int field, float value)
    {
        var bytes = new byte[5];
        bytes[0] = Key(field, Fixed32)[0];
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    private static byte[] Field(int field, byte[] content) => [.. Key(field, Bytes), .. Number((ulong)content.Length), .. content];

    private static byte[] Key(int field, byte kind) => [(byte)(field << 3 | kind)];

    /// <summary>Seven bits a byte, the lowest first; all bytes but the last have the high bit set.</summary>
    private static IEnumerable<byte> Number(ulong value)
    {
        for (; value >= 0x80; value >>= 7) yield return (byte)(value | 0x80);
        yield return (byte)value;
    }
}
