namespace MamlEdge.Trainer.Images;

/// <summary>Undoes the row filters of PNG: each byte is stored as a difference from a prediction by its neighbours.</summary>
internal static class PngFilter
{
    /// <summary>Restores a row in place. Filters: 0 none, 1 sub, 2 up, 3 average, 4 Paeth.</summary>
    public static void Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int distance, string source)
    {
        switch (filter)
        {
            case 0: break;
            case 1:
                for (var i = distance; i < row.Length; i++) row[i] += row[i - distance];
                break;
            case 2:
                for (var i = 0; i < row.Length; i++) row[i] += above[i];
                break;
            case 3:
                for (var i = 0; i < row.Length; i++) row[i] += (byte)(((i < distance ? 0 : row[i - distance]) + above[i]) / 2);
                break;
            case 4:
                for (var i = 0; i < row.Length; i++)
                    row[i] += i < distance ? above[i] : Paeth(row[i - distance], above[i], above[i - distance]);
                break;
            default:
                throw new InvalidDataException($"'{source}' is damaged: row filter {filter}, expected 0 to 4.");
        }
    }

    private static byte Paeth(byte left, byte up, byte corner)
    {
        var guess = left + up - corner;
        var (toLeft, toUp, toCorner) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
}
