using MamlEdge.Bundle;
using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// Regression or binary classification with generated numbers. Endless, so all splits follow the same distribution and differ by their
/// random streams.
/// </summary>
/// <param name="name">The name by which settings refer to the source.</param>
/// <param name="inputs">Number of features of an input; a target is one number.</param>
/// <param name="kind">Values, or 0 and 1.</param>
public abstract class GeneratedTasks(string name, int inputs, TargetKind kind) : ITaskSource
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<long> InputShape { get; } = [inputs];

    /// <inheritdoc/>
    public TargetKind TargetKind => kind;

    /// <inheritdoc/>
    public IReadOnlyList<long> TargetShape { get; } = [1];

    /// <inheritdoc/>
    public Preprocessing? Preprocessing => null;

    /// <inheritdoc/>
    public IReadOnlyList<Split> Splits { get; } = [Split.Train, Split.Validation, Split.Test];

    /// <inheritdoc/>
    public void Check(Split split, EpisodeShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        shape.Validate();
        if (shape.Ways != 1)
            throw new ArgumentException($"The tasks of '{Name}' have no classes to choose from: ways must be 1, got {shape.Ways}.");
    }

    /// <inheritdoc/>
    public abstract void Sample(Split split, EpisodeShape shape, SeededRandom random, Episode episode);
}
