using System.Buffers.Binary;

namespace MamlEdge.Bundle;

/// <summary>Steps through the fields of one protocol buffer message, without copies; false at its end.</summary>
/// <exception cref="InvalidDataException">A field goes beyond the message, or is of a kind that ONNX does not use.</exception>
internal ref struct WireFields(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>Number of the field.</summary>
    internal int Number { get; private set; }

    /// <summary>Whether the field is a message, a text or bytes: <see cref="Content"/>.</summary>
    internal bool HasContent { get; private set; }

    /// <summary>The bytes of such a field.</summary>
    internal ReadOnlySpan<byte> Content { get; private set; }

    internal bool Next()
    {
        if (_rest.IsEmpty)
            return false;
        var tag = Varint();
        Number = tag <= uint.MaxValue && tag >> 3 > 0 ? (int)(tag >> 3) : throw new InvalidDataException($"the tag {tag} of a field");
        HasContent = (tag & 7) == 2;
        Content = default;
        switch (tag & 7)
        {
            case 0: _ = Varint(); break;
            case 1: _ = Take(8); break;
            case 2: Content = Take(Varint()); break;
            case 5: _ = Take(4); break;
            default: throw new InvalidDataException($"field {Number} of the wire type {tag & 7}");
        }

        return true;
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
            throw new InvalidDataException($"field {Number} of {length} bytes where {_rest.Length} are left");
        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw new InvalidDataException("a number of more than 10 bytes");
    }
}
