namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// Values of which few are different, by their numbers in a list: exact, and in half the memory or, as bytes, a quarter. Images of bytes have at most
/// 256 different values, drawings that were made smaller some thousand.
/// </summary>
/// <param name="Values">The different values, at most 32,768.</param>
/// <param name="Codes">For each value its number in the list.</param>
internal sealed record Palette(float[] Values, short[] Codes)
{
    private const int Most = short.MaxValue + 1;

    /// <summary>Whether the numbers fit into bytes.</summary>
    public bool IsOfBytes => Values.Length <= byte.MaxValue + 1;

    /// <summary>The palette; null where there are more different values. Values of different bits are different.</summary>
    public static Palette? Of(ReadOnlySpan<float> values)
    {
        var (known, codes) = (new Dictionary<int, short>(), new short[values.Length]);
        for (var i = 0; i < values.Length; i++)
        {
            var bits = BitConverter.SingleToInt32Bits(values[i]);
            if (!known.TryGetValue(bits, out codes[i]))
            {
                if (known.Count == Most) return null;
                known[bits] = codes[i] = (short)known.Count;
            }
        }

        return new([.. known.OrderBy(pair => pair.Value).Select(pair => BitConverter.Int32BitsToSingle(pair.Key))], codes);
    }
}
