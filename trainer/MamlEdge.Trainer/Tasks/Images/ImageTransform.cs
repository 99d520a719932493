namespace MamlEdge.Trainer.Tasks;

/// <summary>A fixed linear map of the pixels of a one-channel image.</summary>
internal abstract class ImageTransform
{
    /// <summary>Writes the transformed image.</summary>
    public abstract void Apply(ReadOnlySpan<float> image, Span<float> result);
}
