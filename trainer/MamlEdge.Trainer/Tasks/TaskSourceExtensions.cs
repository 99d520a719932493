using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>What follows from <see cref="ITaskSource"/> for every source.</summary>
public static class TaskSourceExtensions
{
    /// <summary>An episode with room for the given shape, to be filled by <see cref="ITaskSource.Sample"/>.</summary>
    public static Episode NewEpisode(this ITaskSource source, EpisodeShape shape)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(shape);
        shape.Validate();
        return new Episode(
            new ExampleSet(shape.SupportCount, source.InputShape, source.TargetKind, source.TargetShape),
            new ExampleSet(shape.QueryCount, source.InputShape, source.TargetKind, source.TargetShape));
    }

    /// <summary>Draws one task into a new episode.</summary>
    /// <exception cref="ArgumentException">The split has too few classes, or a class too few examples.</exception>
    public static Episode Sample(this ITaskSource source, Split split, EpisodeShape shape, SeededRandom random)
    {
        var episode = source.NewEpisode(shape);
        source.Check(split, shape);
        source.Sample(split, shape, random, episode);
        return episode;
    }
}
