using MamlEdge.Bundle;
using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// Sinusoid regression (Finn et al. 2017, section 5.1): amplitude uniform in [0.1, 5], phase uniform in [0, pi],
/// inputs uniform in [-5, 5]. Endless, so all splits follow the same distribution and differ by their random streams.
/// </summary>
public sealed class SinusoidTasks : ITaskSource
{
    /// <summary>Inputs lie in [-Range, Range].</summary>
    public const double Range = 5;

    /// <inheritdoc/>
    public string Name => "sinusoid";

    /// <inheritdoc/>
    public IReadOnlyList<long> InputShape { get; } = [1];

    /// <inheritdoc/>
    public TargetKind TargetKind => TargetKind.Values;

    /// <inheritdoc/>
    public IReadOnlyList<long> TargetShape { get; } = [1];

    /// <inheritdoc/>
    public Preprocessing? Preprocessing => null;

    /// <inheritdoc/>
    public IReadOnlyList<Split> Splits { get; } = [Split.Train, Split.Validation, Split.Test];

    /// <summary>Draws a wave.</summary>
    public static Sinusoid Draw(SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return new Sinusoid(random.Uniform(0.1, 5), random.Uniform(0, Math.PI));
    }

    /// <summary>Fills a set with points of a wave.</summary>
    public static void Fill(Sinusoid wave, SeededRandom random, ExampleSet points)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(points);
        for (var i = 0; i < points.Count; i++)
        {
            var x = random.Uniform(-Range, Range);
            (points.Inputs[i], points.Values[i]) = ((float)x, (float)wave.At(x));
        }
    }

    /// <inheritdoc/>
    public void Check(Split split, EpisodeShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        shape.Validate();
        if (shape.Ways != 1)
            throw new ArgumentException($"Sinusoid is a regression task and has no classes: ways must be 1, got {shape.Ways}.");
    }

    /// <inheritdoc/>
    public void Sample(Split split, EpisodeShape shape, SeededRandom random, Episode episode)
    {
        ArgumentNullException.ThrowIfNull(episode);
        var wave = Draw(random);
        Fill(wave, random, episode.Support);
        Fill(wave, random, episode.Query);
    }
}
