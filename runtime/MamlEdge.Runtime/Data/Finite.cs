using System.Numerics;
using System.Runtime.InteropServices;

namespace MamlEdge.Runtime;

/// <summary>Looks for NaN and infinities: numbers whose exponent bits are all 1.</summary>
internal static class Finite
{
    private const int Exponent = 0x7F800000;

    /// <summary>Where the first value stands that is not finite; -1 where all are.</summary>
    internal static int FirstNot(ReadOnlySpan<float> values)
    {
        var bits = MemoryMarshal.Cast<float, int>(values);
        var (at, width, exponent) = (0, Vector<int>.Count, new Vector<int>(Exponent));
        while (at <= bits.Length - width && !Vector.EqualsAny(new Vector<int>(bits[at..]) & exponent, exponent))
            at += width;
        for (; at < values.Length; at++)
        {
            if (!float.IsFinite(values[at]))
                return at;
        }

        return -1;
    }
}
