using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>What follows from <see cref="ITaskSource"/> for every source.</summary>
public static class TaskSourceExtensions
{
    /// <summary>An episode with room for the given shape, to be filled by <see cref="ITaskSource.Sample"/>.</summary>
    /// <param name="source">Where the tasks come from.</param>
    /// <param name="shape">Ways, shots and queries.</param>
    /// <param name="store">The store of the source's split, for an episode that names its examples; null for one that has their values.</param>
    public static Episode NewEpisode(this ITaskSource source, EpisodeShape shape, ExampleStore? store = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(shape);
        shape.Validate();
        return new Episode(
            new ExampleSet(shape.SupportCount, source.InputShape, source.TargetKind, source.TargetShape, store),
            new ExampleSet(shape.QueryCount, source.InputShape, source.TargetKind, source.TargetShape, store));
    }

    /// <summary>Draws one task into a new episode, which has values, or names examples of a store.</summary>
    /// <exception cref="ArgumentException">The split has too few classes, or a class too few examples.</exception>
    public static Episode Sample(this ITaskSource source, Split split, EpisodeShape shape, SeededRandom random, ExampleStore? store = null)
    {
        var episode = source.NewEpisode(shape, store);
        source.Check(split, shape);
        source.Sample(split, shape, random, episode);
        return episode;
    }
}
