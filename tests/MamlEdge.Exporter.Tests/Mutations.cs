using Google.Protobuf;

namespace MamlEdge.Exporter.Tests;

/// <summary>
/// Changes in the bytes of a file, from a seed: flipped bits, other bytes, cuts, splices and wrong lengths anywhere, and changes in single
/// fields of protocol buffer messages that leave all lengths right, so that what reads the messages sees them too.
/// </summary>
internal static class Mutations
{
    private static readonly ulong[] Numbers = [0, 1, 2, 7, 16, 23, 99, 1 << 16, int.MaxValue, 1UL << 40, long.MaxValue, unchecked((ulong)-1L), unchecked((ulong)long.MinValue)];

    public static byte[] Of(byte[] bytes, int seed)
    {
        var random = new Random(seed);
        for (var n = random.Next(1, 3); n > 0; n--) bytes = random.Next(3) == 0 ? Bytes(bytes, random) : Field(bytes, random, 0);
        return bytes;
    }

    private static byte[] Bytes(byte[] bytes, Random random)
    {
        if (bytes.Length == 0) return bytes;
        var (at, copy) = (random.Next(bytes.Length), (byte[])bytes.Clone());
        switch (random.Next(6))
        {
            case 0: copy[at] ^= (byte)(1 << random.Next(8)); return copy;
            case 1: copy[at] = (byte)random.Next(256); return copy;
            case 2: return copy[..at];
            case 3: return [.. copy[..at], .. copy[random.Next(bytes.Length)..]];
            case 4: copy[at] = 0xFF; return copy;
            default: var from = random.Next(bytes.Length); return [.. copy[..at], .. copy[from..Math.Min(bytes.Length, from + 20)], .. copy[at..]];
        }
    }

    /// <summary>One field changed: its number, its content, how often it is there, or something deeper in it.</summary>
    private static byte[] Field(byte[] message, Random random, int depth)
    {
        if (Parts(message) is not { Count: > 0 } parts) return message.Length == 0 ? message : Bytes(message, random);
        var at = random.Next(parts.Count);
        var (tag, content) = parts[at];
        var isMessage = WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited;
        if (isMessage && content.Length > 1 && random.Next(5) != 0) parts[at] = (tag, Field(content, random, depth + 1));
        else if (random.Next(6) is var kind && kind == 0) parts.RemoveAt(at);
        else if (kind == 1) parts.Insert(at, parts[at]);
        else if (kind == 2) parts[at] = (WireFormat.MakeTag(random.Next(1, 26), WireFormat.GetTagWireType(tag)), content);
        else if (kind == 3) parts[at] = (tag, parts[random.Next(parts.Count)].Content);
        else if (isMessage) parts[at] = (tag, Bytes(content, random));
        else if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.Varint) parts[at] = (tag, Varint(Numbers[random.Next(Numbers.Length)]));
        else parts[at] = (tag, Bytes(content, random));
        return Joined(parts);
    }

    private static List<(uint Tag, byte[] Content)>? Parts(byte[] message)
    {
        var parts = new List<(uint, byte[])>();
        var input = new CodedInputStream(message);
        try
        {
            while (input.ReadTag() is var tag && tag != 0)
            {
                parts.Add((tag, WireFormat.GetTagWireType(tag) switch
                {
                    WireFormat.WireType.Varint => Varint(input.ReadUInt64()),
                    WireFormat.WireType.Fixed32 => BitConverter.GetBytes(input.ReadFixed32()),
                    WireFormat.WireType.Fixed64 => BitConverter.GetBytes(input.ReadFixed64()),
                    WireFormat.WireType.LengthDelimited => input.ReadBytes().ToByteArray(),
                    _ => throw InvalidField(),
                }));
            }

            return parts;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static InvalidDataException InvalidField() => new();

    private static byte[] Joined(List<(uint Tag, byte[] Content)> parts)
    {
        using var stream = new MemoryStream();
        foreach (var (tag, content) in parts)
        {
            stream.Write(Varint(tag));
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited) stream.Write(Varint((ulong)content.Length));
            stream.Write(content);
        }

        return stream.ToArray();
    }

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
