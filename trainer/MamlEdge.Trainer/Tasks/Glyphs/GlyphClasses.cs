using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>Generated characters: the number of a class is the seed of its strokes, the number of an image that of its drawing. Nothing is stored.</summary>
/// <param name="side">Pixels of a side.</param>
internal sealed class GlyphClasses(int side) : IImageClasses
{
    /// <summary>Characters that take part.</summary>
    public const int Characters = 1_200_000;

    private const int Drawings = 1_000_000;
    private static readonly SeededRandom Root = new(0x67_6C_79_70_68);

    public IReadOnlyList<long> Shape { get; } = [1, side, side];

    public bool AreGenerated => true;

    public int Count => Characters;

    public string NameOf(int index) => $"glyph {index}";

    public int ImagesOf(int index) => Drawings;

    public ReadOnlySpan<float> Read(int index, int image, Span<float> room)
    {
        var character = Root.Derive((ulong)index);
        var glyph = Glyph.Draw(character);
        var random = character.Derive((ulong)image);
        new GlyphHand(side, random).Draw(glyph, side, random, room);
        return room;
    }
}
