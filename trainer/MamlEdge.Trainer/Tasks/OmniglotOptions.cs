namespace MamlEdge.Trainer.Tasks;

/// <summary>How the Omniglot characters become tasks.</summary>
public sealed record OmniglotOptions
{
    /// <summary>Pixels of a side after resizing; the field uses 28.</summary>
    public int Side { get; init; } = 28;

    /// <summary>
    /// A folder with train.json, val.json and test.json, or one JSON file with the properties train, val and test; each maps
    /// "background" and "evaluation" to alphabets and their characters. Null: the folder splits/ beside the data where it
    /// exists, else a seeded split.
    /// </summary>
    public string? SplitFile { get; init; }

    /// <summary>Draws the split 1,100 / 100 / 423 (in proportion where characters are missing) even where a split file exists.</summary>
    public bool SeededSplit { get; init; }

    /// <summary>Seed of the seeded split.</summary>
    public ulong SplitSeed { get; init; } = 1;

    /// <summary>
    /// Splits in which every character counts as four classes, turned by 0, 90, 180 and 270 degrees (Santoro et al. 2016).
    /// </summary>
    public IReadOnlyList<Split> RotatedSplits { get; init; } = [Split.Train];

    /// <summary>Whether the rotated splits hold every class mirrored too: eight classes a character.</summary>
    public bool Mirrored { get; init; }

    /// <summary>Most pixels by which each training image is moved along either axis, at random; 0 leaves images as they are.</summary>
    public int Shift { get; init; }
}
