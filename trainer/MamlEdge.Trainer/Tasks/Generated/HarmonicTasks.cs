using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// Regression of periodic curves that are harder than a sinusoid: y = sum over h = 1..3 of a_h sin(h x - p_h), the amplitude a_h uniform in
/// [0, 3 / h], the phase p_h uniform in [0, 2 pi], x uniform in [-pi, pi].
/// </summary>
public sealed class HarmonicTasks() : GeneratedTasks("harmonics", 1, TargetKind.Values)
{
    /// <summary>Waves in a mixture.</summary>
    public const int Harmonics = 3;

    /// <summary>The largest amplitude of the first wave.</summary>
    public const double Amplitude = 3;

    /// <inheritdoc/>
    public override void Sample(Split split, EpisodeShape shape, SeededRandom random, Episode episode)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(episode);
        Span<double> amplitudes = stackalloc double[Harmonics], phases = stackalloc double[Harmonics];
        for (var h = 0; h < Harmonics; h++)
            (amplitudes[h], phases[h]) = (random.Uniform(0, Amplitude / (h + 1)), random.Uniform(0, 2 * Math.PI));
        foreach (var set in new[] { episode.Support, episode.Query })
        {
            for (var i = 0; i < set.Count; i++)
            {
                var (x, y) = (random.Uniform(-Math.PI, Math.PI), 0.0);
                for (var h = 0; h < Harmonics; h++) y += amplitudes[h] * Math.Sin((h + 1) * x - phases[h]);
                (set.Inputs[i], set.Values[i]) = ((float)x, (float)y);
            }
        }
    }
}
