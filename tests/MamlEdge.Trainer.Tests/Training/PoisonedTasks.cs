using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Tests.Training;

/// <summary>Sinusoids of which one, named by its seed, has a query that is no number.</summary>
internal sealed class PoisonedTasks(ulong seed) : WatchedSinusoids
{
    protected override void Sampled(SeededRandom random, Episode episode)
    {
        if (random.Seed == seed) episode.Query.Inputs[0] = float.NaN;
    }
}
