using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Tests.Training;

/// <summary>Sinusoids that cancel the run once so many episodes have been drawn, as a user's Ctrl-C would.</summary>
internal sealed class StoppingTasks(CancellationTokenSource stop, int afterEpisodes) : WatchedSinusoids
{
    private int _drawn;

    protected override void Sampled(SeededRandom random, Episode episode)
    {
        if (Interlocked.Increment(ref _drawn) == afterEpisodes) stop.Cancel();
    }
}
