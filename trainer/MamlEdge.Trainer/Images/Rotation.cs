namespace MamlEdge.Trainer.Images;

/// <summary>Turns square images counter-clockwise by quarter turns, as index tables made once.</summary>
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

    /// <summary>Copies an image through a table of <see cref="SourceIndices"/>.</summary>
    public static void Copy(ReadOnlySpan<float> image, ReadOnlySpan<int> sourceIndices, Span<float> turned)
    {
        for (var i = 0; i < turned.Length; i++) turned[i] = image[sourceIndices[i]];
    }
}
