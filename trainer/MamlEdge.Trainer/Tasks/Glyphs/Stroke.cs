namespace MamlEdge.Trainer.Tasks;

/// <summary>One movement of the pen: control points in the box [-1, 1] x [-1, 1].</summary>
/// <param name="Points">The points that the pen passes.</param>
/// <param name="Smooth">Whether a curve joins the points (Catmull and Rom 1974), or straight lines.</param>
internal sealed record Stroke(GlyphPoint[] Points, bool Smooth)
{
    /// <summary>Pieces of a stroke at most; a smooth one has two points for each.</summary>
    public const int MostPieces = 4;

    /// <summary>Control points of a stroke at most.</summary>
    public const int MostPoints = 2 * MostPieces + 1;
}
