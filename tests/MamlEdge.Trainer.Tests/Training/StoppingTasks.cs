using MamlEdge.Bundle;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Tests.Training;

/// <summary>Sinusoids that cancel the run once so many episodes have been drawn, as a user's Ctrl-C would.</summary>
internal sealed class StoppingTasks(CancellationTokenSource stop, int afterEpisodes) : ITaskSource
{
    private readonly SinusoidTasks _tasks = new();
    private int _drawn;

    public string Name => _tasks.Name;

    public IReadOnlyList<long> InputShape => _tasks.InputShape;

    public TargetKind TargetKind => _tasks.TargetKind;

    public IReadOnlyList<long> TargetShape => _tasks.TargetShape;

    public Preprocessing? Preprocessing => _tasks.Preprocessing;

    public IReadOnlyList<Split> Splits => _tasks.Splits;

    public void Check(Split split, EpisodeShape shape) => _tasks.Check(split, shape);

    public void Sample(Split split, EpisodeShape shape, SeededRandom random, Episode episode)
    {
        _tasks.Sample(split, shape, random, episode);
        if (Interlocked.Increment(ref _drawn) == afterEpisodes) stop.Cancel();
    }
}
