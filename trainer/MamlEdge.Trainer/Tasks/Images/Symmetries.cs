using MamlEdge.Trainer.Images;

namespace MamlEdge.Trainer.Tasks;

/// <summary>The quarter turns of a square image, and the same mirrored, as index tables; and how far it is moved.</summary>
internal sealed class Symmetries(int side)
{
    private const int Turns = 4;

    private readonly int[][] _tables = [
        .. Enumerable.Range(0, Turns).Select(turns => Rotation.SourceIndices(side, turns)),
        .. Enumerable.Range(0, Turns).Select(turns => Rotation.MirroredIndices(side, turns))];

    /// <summary>Pixels of a side.</summary>
    public int Side => side;

    /// <summary>For each symmetry, where each pixel comes from, row-major.</summary>
    public IReadOnlyList<int[]> Tables => _tables;

    /// <summary>How many classes one counts as.</summary>
    public static int Count(bool mirrored) => mirrored ? 2 * Turns : Turns;

    /// <summary>Copies every channel of an image, turned by a symmetry, then moved.</summary>
    public void Copy(ReadOnlySpan<float> image, int symmetry, int right, int down, Span<float> copy)
    {
        var plane = side * side;
        for (var start = 0; start < image.Length; start += plane)
        {
            var from = image.Slice(start, plane);
            var to = copy.Slice(start, plane);
            if ((right, down) == (0, 0)) Rotation.Copy(from, _tables[symmetry], to);
            else Rotation.CopyMoved(from, _tables[symmetry], side, right, down, to);
        }
    }
}
