namespace MamlEdge.Trainer.Tasks;

/// <summary>How classes of images become tasks.</summary>
public sealed record ImageOptions : DataOptions
{
    /// <summary>Pixels of a side after resizing; the field uses 28 for characters.</summary>
    public int Side { get; init; } = 28;

    /// <summary>1 for grey, 3 for red, green, blue.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>What the tasks of a source differ in.</summary>
    public ImageFamily Family { get; init; }

    /// <summary>Trains with the first so many classes of the training split; null for all.</summary>
    public int? TrainClasses { get; init; }

    /// <summary>
    /// Splits in which every class counts as four, turned by 0, 90, 180 and 270 degrees (Santoro et al. 2016).
    /// </summary>
    public IReadOnlyList<Split> RotatedSplits { get; init; } = [];

    /// <summary>Whether the rotated splits hold every class mirrored too: eight classes of one.</summary>
    public bool Mirrored { get; init; }

    /// <summary>
    /// Whether all classes of a training task are turned alike, instead of each counting as several: classes then differ in nothing but what
    /// they show, as those of a test task do.
    /// </summary>
    public bool TurnedTogether { get; init; }

    /// <summary>Most pixels by which each training image is moved along either axis, at random; 0 leaves images as they are.</summary>
    public int Shift { get; init; }

    /// <summary>
    /// How much each training image is turned, stretched and slanted, at random: the most by which each number of its 2 x 2 map differs from
    /// the identity. 0 leaves images as they are; 0.1 is about 6 degrees and a tenth of the size.
    /// </summary>
    public double Distortion { get; init; }

    /// <summary>Whether training images are changed at random.</summary>
    internal bool Augments => Shift > 0 || Distortion > 0;
}
