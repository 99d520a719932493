namespace MamlEdge.Bundle;

/// <summary>The two numbers of an ECDSA signature, 32 bytes each, the highest first.</summary>
internal sealed class EcdsaSignature
{
    private const int Size = 32;

    private EcdsaSignature(byte[] both) => Both = both;

    /// <summary>r and s, one after the other (IEEE P1363).</summary>
    internal byte[] Both { get; }

    internal ReadOnlySpan<byte> R => Both.AsSpan(0, Size);

    internal ReadOnlySpan<byte> S => Both.AsSpan(Size);

    /// <summary>Reads a DER sequence of two integers (RFC 3279, section 2.2.3) in its one shortest form; null for anything else.</summary>
    internal static EcdsaSignature? Read(ReadOnlySpan<byte> der)
    {
        if (der.Length < 2 || der[0] != 0x30 || der[1] != der.Length - 2)
            return null;
        var both = new byte[2 * Size];
        var rest = der[2..];
        return TakeInteger(ref rest, both.AsSpan(0, Size)) && TakeInteger(ref rest, both.AsSpan(Size)) && rest.IsEmpty ? new EcdsaSignature(both) : null;
    }

    private static bool TakeInteger(ref ReadOnlySpan<byte> der, Span<byte> number)
    {
        if (der.Length < 3 || der[0] != 0x02 || der[1] is 0 or > Size + 1 || der[1] > der.Length - 2)
            return false;
        var digits = der.Slice(2, der[1]);
        der = der[(2 + digits.Length)..];
        if (digits[0] >= 0x80)
            return false; // negative
        if (digits[0] == 0 && digits.Length > 1)
        {
            digits = digits[1..];
            if (digits[0] < 0x80)
                return false; // a zero too many
        }

        if (digits.Length > Size)
            return false;
        digits.CopyTo(number[(Size - digits.Length)..]);
        return true;
    }
}
