using System.Buffers;
using MamlEdge.Bundle;
using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// Few-shot classification of images: a task is a few classes of a split, in random order, and a few images of each. An input is
/// [channels, height, width].
/// </summary>
public sealed class ImageTasks : ITaskSource, IJointClasses, IStoredExamples
{
    private readonly IReadOnlyDictionary<Split, int[]> _splits;
    private readonly ImageOptions _options;
    private readonly bool _fixedLabels;
    private readonly Symmetries? _symmetries;
    private readonly int _size;
    private readonly bool _joint;

    /// <summary>Tasks from classes of images.</summary>
    /// <param name="name">The name by which settings refer to them.</param>
    /// <param name="images">All classes.</param>
    /// <param name="splits">The classes of each split.</param>
    /// <param name="options">Rotated splits, mirrored classes, shifts and distortions; what else they hold is up to the reader.</param>
    /// <param name="preprocessing">How a picture becomes an input.</param>
    /// <param name="fixedLabels">Every task has all classes of its split, class i with the label i.</param>
    /// <exception cref="ArgumentException">Images are to be turned, moved or distorted but are not square, or there are fewer training classes than asked for.</exception>
    public ImageTasks(
        string name, IImageClasses images, IReadOnlyDictionary<Split, int[]> splits, ImageOptions options, Preprocessing? preprocessing, bool fixedLabels = false)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(splits);
        ArgumentNullException.ThrowIfNull(options);
        (Name, Images, _splits, _options, Preprocessing, _fixedLabels) = (name, images, Limited(splits, options), options, preprocessing, fixedLabels);
        _size = checked((int)images.Shape.Aggregate(1L, (a, b) => a * b));
        if (options.RotatedSplits.Count == 0 && !options.Augments) return;
        if (images.Shape[1] != images.Shape[2])
            throw new ArgumentException($"Only square images are turned, moved or distorted; those of '{name}' have {images.Shape[2]} x {images.Shape[1]} pixels. "
                + "Leave rotations, shifts and distortions out.");
        _symmetries = new Symmetries((int)images.Shape[1]);
    }

    private ImageTasks(ImageTasks of)
    {
        (Name, Images, _splits, _options, Preprocessing) = (of.Name, of.Images, of._splits, of._options, of.Preprocessing);
        (_symmetries, _size, _joint) = (of._symmetries, of._size, true);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The images behind the tasks; where they are <see cref="StoredImages"/>, one array holds them all.</summary>
    public IImageClasses Images { get; }

    /// <inheritdoc/>
    public IReadOnlyList<long> InputShape => Images.Shape;

    /// <inheritdoc/>
    public TargetKind TargetKind => TargetKind.Classes;

    /// <inheritdoc/>
    public IReadOnlyList<long> TargetShape { get; } = [];

    /// <inheritdoc/>
    public Preprocessing? Preprocessing { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string>? Labels => _fixedLabels ? [.. _splits[Split.Train].Select(Images.NameOf)] : null;

    /// <inheritdoc/>
    public IReadOnlyList<Split> Splits { get; } = [Split.Train, Split.Validation, Split.Test];

    /// <summary>The names of the classes of a split.</summary>
    public IReadOnlyList<string> ClassNames(Split split) => [.. _splits[split].Select(Images.NameOf)];

    /// <inheritdoc/>
    public IReadOnlyList<string> Members(Split split) => _fixedLabels || Images.AreGenerated ? [] : ClassNames(split);

    /// <summary>Classes of a split: its own, times four where they are rotated, times eight where they are mirrored too.</summary>
    public int ClassCount(Split split) => _splits[split].Length * SymmetriesOf(split);

    /// <inheritdoc/>
    public int JointClasses => ClassCount(Split.Train);

    /// <inheritdoc/>
    public ITaskSource Joint() => _fixedLabels ? this : new ImageTasks(this);

    /// <inheritdoc/>
    public ExampleStore? StoreOf(Split split) => split == Split.Train && _options.Distortion > 0 ? null : (Images as StoredImages)?.Store;

    /// <inheritdoc/>
    public void Check(Split split, EpisodeShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        shape.Validate();
        var classes = ClassCount(split);
        if (classes < shape.Ways || (_fixedLabels && classes != shape.Ways))
            throw new ArgumentException($"Split {split} of '{Name}' has {classes} classes, {(classes < shape.Ways ? "fewer" : "more")} than the {shape.Ways} ways asked for. "
                + $"{(_fixedLabels ? "Take all" : "Ask for fewer")} (--ways), or divide the classes otherwise (--split-file).");
        foreach (var index in _splits[split])
        {
            if (Images.ImagesOf(index) < shape.Shots + shape.Queries)
                throw new ArgumentException($"The class {Images.NameOf(index)} of '{Name}' has {Images.ImagesOf(index)} images; "
                    + $"{shape.Shots} shots and {shape.Queries} queries need {shape.Shots + shape.Queries}. Lower one of them (--shots, --queries), or leave the class out.");
        }
    }

    /// <inheritdoc/>
    public void Sample(Split split, EpisodeShape shape, SeededRandom random, Episode episode)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(episode);
        var (own, symmetries, augmented) = (_splits[split], SymmetriesOf(split), split == Split.Train && _options.Augments);
        Span<int> classes = stackalloc int[shape.Ways];
        var together = _options.TurnedTogether && symmetries > 1 ? random.Below(symmetries) : (int?)null;
        if (_fixedLabels) Enumerable.Range(0, shape.Ways).ToArray().CopyTo(classes);
        else random.Choose(classes, together is null ? own.Length * symmetries : own.Length);
        Span<int> drawn = stackalloc int[shape.Shots + shape.Queries];
        var referred = episode.Support.Store is null ? null : (StoredImages)Images;
        var copied = referred is null && (symmetries > 1 || augmented);
        var room = copied ? ArrayPool<float>.Shared.Rent(_size) : [];
        for (var way = 0; way < shape.Ways; way++)
        {
            var (index, symmetry) = together is { } turn ? (own[classes[way]], turn) : (own[classes[way] / symmetries], classes[way] % symmetries);
            random.Choose(drawn, Images.ImagesOf(index));
            var variation = new Variation(_symmetries, symmetry, augmented ? _options : null, random);
            for (var i = 0; i < drawn.Length; i++)
            {
                var (set, place) = i < shape.Shots
                    ? (episode.Support, way * shape.Shots + i)
                    : (episode.Query, way * shape.Queries + i - shape.Shots);
                set.Labels[place] = _joint ? classes[way] : way;
                if (referred is not null)
                {
                    set.References[place] = variation.Refer(referred.Classes[index].First + drawn[i]);
                    continue;
                }

                var input = set.Input(place);
                var image = Images.Read(index, drawn[i], copied ? room.AsSpan(0, _size) : input);
                if (copied) variation.Copy(image, room, input);
                else if (image != input) image.CopyTo(input);
            }
        }

        if (copied) ArrayPool<float>.Shared.Return(room);
    }

    private static IReadOnlyDictionary<Split, int[]> Limited(IReadOnlyDictionary<Split, int[]> splits, ImageOptions options)
    {
        if (options.TrainClasses is not { } most) return splits;
        if (most > splits[Split.Train].Length)
            throw new ArgumentException($"The training split has {splits[Split.Train].Length} classes, got {most} to train with. Take that many or fewer, or leave the number out (--train-classes).");
        return splits.ToDictionary(pair => pair.Key, pair => pair.Key == Split.Train ? pair.Value[..most] : pair.Value);
    }

    private int SymmetriesOf(Split split) => _options.RotatedSplits.Contains(split) ? Symmetries.Count(_options.Mirrored) : 1;
}
