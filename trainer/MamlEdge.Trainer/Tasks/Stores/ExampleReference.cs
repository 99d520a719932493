namespace MamlEdge.Trainer.Tasks;

/// <summary>An example of a store, as an episode shows it.</summary>
/// <param name="Example">Which one, from 0.</param>
/// <param name="Symmetry">Which of the quarter turns, 0 to 3, or of the same mirrored, 4 to 7; square images only.</param>
/// <param name="Right">Pixels by which it is moved to the right, after turning; what comes in is 0.</param>
/// <param name="Down">Pixels by which it is moved down.</param>
public readonly record struct ExampleReference(int Example, int Symmetry = 0, int Right = 0, int Down = 0)
{
    /// <summary>Whether the example is shown as it is stored.</summary>
    public bool IsPlain => (Symmetry, Right, Down) == (0, 0, 0);
}
