using MamlEdge.Bundle;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Tests.Evaluation;

/// <summary>Two classes of two numbers each, prepared as a test asks for, of names that a test gives to each split.</summary>
internal sealed class PreparedTasks(Preprocessing? how, string[]? labels = null) : ITaskSource
{
    public Dictionary<Split, string[]> Names { get; init; } = [];

    public string Name => "prepared";

    public IReadOnlyList<long> InputShape { get; } = [2];

    public TargetKind TargetKind => TargetKind.Classes;

    public IReadOnlyList<long> TargetShape { get; } = [];

    public Preprocessing? Preprocessing => how;

    public IReadOnlyList<string>? Labels => labels;

    public IReadOnlyList<Split> Splits { get; } = [Split.Train, Split.Validation, Split.Test];

    public IReadOnlyList<string> Members(Split split) => Names.GetValueOrDefault(split) ?? [];

    public void Check(Split split, EpisodeShape shape) => shape.Validate();

    public void Sample(Split split, EpisodeShape shape, SeededRandom random, Episode episode)
    {
        foreach (var set in new[] { episode.Support, episode.Query })
        {
            for (var i = 0; i < set.Count; i++)
            {
                set.Labels[i] = i % shape.Ways;
                set.Input(i)[0] = (float)random.Normal();
                set.Input(i)[1] = set.Labels[i];
            }
        }
    }
}
