using MamlEdge.Bundle;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Torch.Tests;

/// <summary>The same tasks by a source that does not say that its examples are stored: episodes bring their values along.</summary>
internal sealed class HostDrawn(ITaskSource tasks) : ITaskSource
{
    public string Name => tasks.Name;

    public IReadOnlyList<long> InputShape => tasks.InputShape;

    public TargetKind TargetKind => tasks.TargetKind;

    public IReadOnlyList<long> TargetShape => tasks.TargetShape;

    public Preprocessing? Preprocessing => tasks.Preprocessing;

    public IReadOnlyList<Split> Splits => tasks.Splits;

    public void Check(Split split, EpisodeShape shape) => tasks.Check(split, shape);

    public void Sample(Split split, EpisodeShape shape, SeededRandom random, Episode episode) => tasks.Sample(split, shape, random, episode);
}
