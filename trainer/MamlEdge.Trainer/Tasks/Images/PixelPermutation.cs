using MamlEdge.Trainer.Images;
using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>The pixels of an image in another order.</summary>
internal sealed class PixelPermutation : ImageTransform
{
    private readonly int[] _source;

    /// <summary>A random order of so many pixels.</summary>
    public PixelPermutation(int pixels, SeededRandom random)
    {
        _source = [.. Enumerable.Range(0, pixels)];
        random.Shuffle<int>(_source);
    }

    public override void Apply(ReadOnlySpan<float> image, Span<float> result) => Rotation.Copy(image, _source, result);
}
