using MamlEdge.Bundle;
using MamlEdge.Trainer.Images;
using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// Few-shot classification of handwritten characters: Omniglot (Lake et al. 2015), 1,623 characters by 20 writers.
/// An image is [1, side, side], ink 1 on background 0.
/// </summary>
public sealed class OmniglotTasks : ITaskSource
{
    private const int Turns = 4;
    private readonly OmniglotOptions _options;
    private readonly string[] _names;
    private readonly float[][][] _images;
    private readonly int[][] _turned;
    private readonly Dictionary<Split, int[]> _splits;

    private OmniglotTasks(OmniglotOptions options, string[] names, float[][][] images, Dictionary<Split, int[]> splits)
    {
        (_options, _names, _images, _splits) = (options, names, images, splits);
        var turns = Enumerable.Range(0, Turns).ToArray();
        _turned = [.. turns.Select(t => Rotation.SourceIndices(options.Side, t)), .. turns.Select(t => Rotation.MirroredIndices(options.Side, t))];
        InputShape = [1, options.Side, options.Side];
    }

    /// <inheritdoc/>
    public string Name => "omniglot";

    /// <inheritdoc/>
    public IReadOnlyList<long> InputShape { get; }

    /// <inheritdoc/>
    public TargetKind TargetKind => TargetKind.Classes;

    /// <inheritdoc/>
    public IReadOnlyList<long> TargetShape { get; } = [];

    /// <inheritdoc/>
    public Preprocessing? Preprocessing => new() { Kind = "image", Width = _options.Side, Height = _options.Side, Channels = 1, Invert = true };

    /// <inheritdoc/>
    public IReadOnlyList<Split> Splits { get; } = [Split.Train, Split.Validation, Split.Test];

    /// <summary>The characters of a split, as SET/ALPHABET/CHARACTER.</summary>
    public IReadOnlyList<string> Characters(Split split) => [.. _splits[split].Select(i => _names[i])];

    /// <summary>Classes of a split: its characters, times four where they are rotated, times eight where they are mirrored too.</summary>
    public int ClassCount(Split split) => _splits[split].Length * TurnsOf(split);

    /// <summary>Reads and decodes all images, in parallel.</summary>
    /// <param name="folder">Holds images_background.zip and images_evaluation.zip, or the same unpacked.</param>
    /// <param name="options">Null: the usual ones.</param>
    /// <param name="reader">Decodes the images; null: <see cref="PngReader"/>.</param>
    /// <exception cref="IOException">The folder or a file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A zip, an image or the split file is damaged.</exception>
    public static OmniglotTasks Load(string folder, OmniglotOptions? options = null, IImageReader? reader = null)
    {
        options ??= new OmniglotOptions();
        reader ??= new PngReader();
        var characters = OmniglotFiles.Read(folder);
        var splits = OmniglotSplits.Make([.. characters.Select(c => c.Name)], folder, options);
        var images = new float[characters.Count][][];
        try
        {
            Parallel.For(0, characters.Count, i =>
                images[i] = [.. characters[i].Images.Select(image => Ink(reader.Read(image.Content, image.File), options.Side))]);
        }
        catch (AggregateException errors)
        {
            throw new InvalidDataException(errors.InnerExceptions[0].Message, errors);
        }

        return new OmniglotTasks(options, [.. characters.Select(c => c.Name.ToString())], images, splits);
    }

    /// <inheritdoc/>
    public void Check(Split split, EpisodeShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        shape.Validate();
        if (ClassCount(split) < shape.Ways)
            throw new ArgumentException($"Split {split} of Omniglot has {ClassCount(split)} classes, fewer than the {shape.Ways} ways asked for.");
        foreach (var character in _splits[split])
        {
            if (_images[character].Length < shape.Shots + shape.Queries)
                throw new ArgumentException($"The character {_names[character]} has {_images[character].Length} images; {shape.Shots} shots and {shape.Queries} queries need {shape.Shots + shape.Queries}. Lower one of them.");
        }
    }

    /// <inheritdoc/>
    public void Sample(Split split, EpisodeShape shape, SeededRandom random, Episode episode)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(episode);
        Span<int> classes = stackalloc int[shape.Ways];
        random.Choose(classes, ClassCount(split));
        var shift = split == Split.Train ? _options.Shift : 0;
        Span<int> drawn = stackalloc int[shape.Shots + shape.Queries];
        for (var way = 0; way < shape.Ways; way++)
        {
            var images = _images[_splits[split][classes[way] / TurnsOf(split)]];
            var source = _turned[classes[way] % TurnsOf(split)];
            random.Choose(drawn, images.Length);
            for (var i = 0; i < drawn.Length; i++)
            {
                var (set, place) = i < shape.Shots
                    ? (episode.Support, way * shape.Shots + i)
                    : (episode.Query, way * shape.Queries + i - shape.Shots);
                if (shift == 0) Rotation.Copy(images[drawn[i]], source, set.Input(place));
                else Rotation.CopyMoved(images[drawn[i]], source, _options.Side, Offset(), Offset(), set.Input(place));
                set.Labels[place] = way;
            }
        }

        int Offset() => random.Below(2 * shift + 1) - shift;
    }

    private static float[] Ink(Picture picture, int side)
    {
        var ink = picture.ToGray().Resize(side, side).Pixels.AsSpan().ToArray();
        for (var i = 0; i < ink.Length; i++) ink[i] = 1 - ink[i];
        return ink;
    }

    private int TurnsOf(Split split) => !_options.RotatedSplits.Contains(split) ? 1 : _options.Mirrored ? 2 * Turns : Turns;
}
