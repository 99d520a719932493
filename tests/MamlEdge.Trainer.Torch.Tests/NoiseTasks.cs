using MamlEdge.Bundle;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Torch.Tests;

/// <summary>Images of noise; cancels a run, if told to, once so many episodes have been drawn.</summary>
internal sealed class NoiseTasks(CancellationTokenSource? stop = null, int afterEpisodes = 0) : ITaskSource
{
    private int _drawn;

    public string Name => "noise";

    public IReadOnlyList<long> InputShape { get; } = [1, 28, 28];

    public TargetKind TargetKind => TargetKind.Classes;

    public IReadOnlyList<long> TargetShape { get; } = [];

    public Preprocessing? Preprocessing => null;

    public IReadOnlyList<Split> Splits { get; } = [Split.Train];

    public void Check(Split split, EpisodeShape shape) => shape.Validate();

    public void Sample(Split split, EpisodeShape shape, SeededRandom random, Episode episode)
    {
        foreach (var set in new[] { episode.Support, episode.Query })
        {
            for (var i = 0; i < set.Inputs.Length; i++) set.Inputs[i] = (float)random.Normal();
            for (var i = 0; i < set.Count; i++) set.Labels[i] = i % shape.Ways;
        }

        if (Interlocked.Increment(ref _drawn) == afterEpisodes) stop!.Cancel();
    }
}
