using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// Logistic regression whose tasks share a representation, as <see cref="LinearTasks"/>: y is 1 with the probability
/// 1 / (1 + exp(-4 w . x)), else 0.
/// </summary>
public sealed class LogisticTasks() : GeneratedTasks("logistic", SharedPlane.Features, TargetKind.Binary)
{
    /// <summary>How sharp the border between the two classes is.</summary>
    public const double Sharpness = 4;

    /// <inheritdoc/>
    public override void Sample(Split split, EpisodeShape shape, SeededRandom random, Episode episode)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(episode);
        SharedPlane.Fill(random, episode, product => random.Uniform() < 1 / (1 + Math.Exp(-Sharpness * product)) ? 1 : 0);
    }
}
