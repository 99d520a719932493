using MamlEdge.Bundle;
using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// A distribution over tasks. Implementations are safe to use from several threads, and the same generator state gives
/// the same episode.
/// </summary>
public interface ITaskSource
{
    /// <summary>The name by which settings and bundles refer to it.</summary>
    string Name { get; }

    /// <summary>Shape of one input, without the example axis.</summary>
    IReadOnlyList<long> InputShape { get; }

    /// <summary>Whether targets are class labels or values.</summary>
    TargetKind TargetKind { get; }

    /// <summary>Shape of one target's values, without the example axis; empty for class labels.</summary>
    IReadOnlyList<long> TargetShape { get; }

    /// <summary>How a raw example becomes an input, for whoever uses the model; null where inputs are plain numbers.</summary>
    Preprocessing? Preprocessing { get; }

    /// <summary>Names of the classes where each keeps its label in every task; null where the labels of a task are its own, or are values.</summary>
    IReadOnlyList<string>? Labels => null;

    /// <summary>The splits that episodes can be drawn from.</summary>
    IReadOnlyList<Split> Splits { get; }

    /// <summary>
    /// Names of the classes (people, tasks) that only episodes of this split show, by which a class is found that is trained on and measured on; none where nothing
    /// has a name, as in generated tasks, or where splits differ in something else.
    /// </summary>
    IReadOnlyList<string> Members(Split split) => [];

    /// <summary>Checks, once before a run, that episodes of this shape can be drawn from a split.</summary>
    /// <exception cref="ArgumentException">The split has too few classes, or a class too few examples.</exception>
    void Check(Split split, EpisodeShape shape);

    /// <summary>Draws a task and fills <paramref name="episode"/>, which <see cref="TaskSourceExtensions.NewEpisode"/> made.</summary>
    /// <param name="split">The split to draw from.</param>
    /// <param name="shape">Ways, shots and queries; the episode was made for it.</param>
    /// <param name="random">All randomness comes from here.</param>
    /// <param name="episode">Every value of it is overwritten; one made for a store goes to an <see cref="IStoredExamples"/> only.</param>
    void Sample(Split split, EpisodeShape shape, SeededRandom random, Episode episode);
}
