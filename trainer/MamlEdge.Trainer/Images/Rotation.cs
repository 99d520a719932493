namespace MamlEdge.Trainer.Images;

/// <summary>Turns square images counter-clockwise by quarter turns, mirrors and moves them, by index tables made once.</summary>
internal static class Rotation
{
    /// <summary>For each pixel of the turned image, row-major, where it comes from in the original.</summary>
    public static int[] SourceIndices(int side, int quarterTurns)
    {
        var indices = new int[side * side];
        for (var row = 0; row < side; row++)
        {
            for (var column = 0; column < side; column++)
            {
                indices[row * side + column] = (quarterTurns & 3) switch
                {
                    0 => row * side + column,
                    1 => column * side + (side - 1 - row),
                    2 => (side - 1 - row) * side + (side - 1 - column),
                    _ => (side - 1 - column) * side + row,
                };
            }
        }

        return indices;
    }

    /// <summary>The same for the turned image mirrored left to right.</summary>
    public static int[] MirroredIndices(int side, int quarterTurns)
    {
        var turned = SourceIndices(side, quarterTurns);
        return [.. turned.Select((_, i) => turned[i / side * side + (side - 1 - i % side)])];
    }

    /// <summary>Copies a square image through a table, moved right by <paramref name="right"/> and down by <paramref name="down"/> pixels; what comes in is 0.</summary>
    public static void CopyMoved(ReadOnlySpan<float> image, ReadOnlySpan<int> sourceIndices, int side, int right, int down, Span<float> moved)
    {
        moved.Clear();
        for (var row = Math.Max(down, 0); row < Math.Min(side, side + down); row++)
        {
            for (var column = Math.Max(right, 0); column < Math.Min(side, side + right); column++)
                moved[row * side + column] = image[sourceIndices[(row - down) * side + column - right]];
        }
    }

    /// <summary>Copies an image through a table of <see cref="SourceIndices"/>.</summary>
    public static void Copy(ReadOnlySpan<float> image, ReadOnlySpan<int> sourceIndices, Span<float> turned)
    {
        for (var i = 0; i < turned.Length; i++) turned[i] = image[sourceIndices[i]];
    }
}
