namespace MamlEdge.Trainer.Tasks;

/// <summary>Images in classes, each reached by index: stored ones, or ones that are drawn when asked for. Safe to use from several threads.</summary>
public interface IImageClasses
{
    /// <summary>Shape of an image: channels, height, width.</summary>
    IReadOnlyList<long> Shape { get; }

    /// <summary>Number of classes.</summary>
    int Count { get; }

    /// <summary>Whether classes are made up when asked for, so that their names mean nothing to other data.</summary>
    bool AreGenerated => false;

    /// <summary>Name of a class.</summary>
    string NameOf(int index);

    /// <summary>Number of images of a class.</summary>
    int ImagesOf(int index);

    /// <summary>One image, row-major.</summary>
    /// <param name="index">The class.</param>
    /// <param name="image">Which of its images.</param>
    /// <param name="room">Room for an image, used where it has to be drawn.</param>
    ReadOnlySpan<float> Read(int index, int image, Span<float> room);
}
