using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// Linear regression whose tasks share a representation (Tripuraneni et al. 2021): y = w . x + 0.1 e with x, e ~ N(0, 1), where w is 8 numbers
/// but lies in a plane that all tasks share, w = B z, z ~ N(0, I) of 2 numbers. Who knows the plane needs two examples, who does not eight.
/// </summary>
public sealed class LinearTasks() : GeneratedTasks("linear", SharedPlane.Features, TargetKind.Values)
{
    /// <summary>Standard deviation of the noise of a target.</summary>
    public const double Noise = 0.1;

    /// <inheritdoc/>
    public override void Sample(Split split, EpisodeShape shape, SeededRandom random, Episode episode)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(episode);
        SharedPlane.Fill(random, episode, product => product + Noise * random.Normal());
    }
}
