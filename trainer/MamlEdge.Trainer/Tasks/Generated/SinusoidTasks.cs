using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// Sinusoid regression (Finn et al. 2017, section 5.1): amplitude uniform in [0.1, 5], phase uniform in [0, pi],
/// inputs uniform in [-5, 5].
/// </summary>
public sealed class SinusoidTasks() : GeneratedTasks("sinusoid", 1, TargetKind.Values)
{
    /// <summary>Inputs lie in [-Range, Range].</summary>
    public const double Range = 5;

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
    public override void Sample(Split split, EpisodeShape shape, SeededRandom random, Episode episode)
    {
        ArgumentNullException.ThrowIfNull(episode);
        var wave = Draw(random);
        Fill(wave, random, episode.Support);
        Fill(wave, random, episode.Query);
    }
}
