using MamlEdge.Bundle;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Tests.Training;

/// <summary>Sinusoids of which every drawn episode can be watched or changed.</summary>
internal abstract class WatchedSinusoids : ITaskSource
{
    private readonly SinusoidTasks _tasks = new();

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
        Sampled(random, episode);
    }

    /// <summary>Called, from several threads, with each episode and the stream that it was drawn from.</summary>
    protected abstract void Sampled(SeededRandom random, Episode episode);
}
