namespace MamlEdge.Trainer.Tasks;

/// <summary>A task source whose examples are all in memory, so that an episode can name them instead of bringing their values.</summary>
public interface IStoredExamples
{
    /// <summary>
    /// The examples that episodes of a split are made of; null where they are made up or interpolated for each episode.
    /// <see cref="ITaskSource.Sample"/> then takes episodes that <see cref="TaskSourceExtensions.NewEpisode"/> made for the store, and names
    /// the very examples whose values it would have given.
    /// </summary>
    ExampleStore? StoreOf(Split split);
}
