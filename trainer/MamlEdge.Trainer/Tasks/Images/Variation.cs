using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>How the square images of one class look in one task: turned by its symmetry, and each changed at random.</summary>
/// <param name="symmetries">The turns; null where there is only the image as it is.</param>
/// <param name="symmetry">Index of the class's own.</param>
/// <param name="changes">How images are changed; null: not at all.</param>
/// <param name="random">Draws the changes.</param>
internal sealed class Variation(Symmetries? symmetries, int symmetry, ImageOptions? changes, SeededRandom random)
{
    /// <summary>Copies an image, every channel in the same way.</summary>
    /// <param name="image">May lie in <paramref name="room"/>.</param>
    /// <param name="room">As long as the image; is overwritten.</param>
    /// <param name="copy">Takes the result.</param>
    public void Copy(ReadOnlySpan<float> image, Span<float> room, Span<float> copy)
    {
        symmetries!.Copy(image, symmetry, Offset(), Offset(), copy);
        if (changes is not { Distortion: > 0 and var strength }) return;
        var warp = AffineWarp.Near(symmetries.Side, strength, random);
        copy.CopyTo(room);
        var plane = symmetries.Side * symmetries.Side;
        for (var start = 0; start < copy.Length; start += plane) warp.Apply(room.Slice(start, plane), copy.Slice(start, plane));
    }

    /// <summary>Names a stored image instead of copying it; it must not be distorted.</summary>
    public ExampleReference Refer(int example) => new(example, symmetry, Offset(), Offset());

    private int Offset() => changes is { Shift: > 0 and var most } ? random.Below(2 * most + 1) - most : 0;
}
