using MamlEdge.Bundle;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Tests.Tasks;

// The example of docs/bring-your-own.md, from here on.
/// <summary>One task is one thermometer: the temperature is a line of its reading, with an offset and a gain of its own.</summary>
public sealed class ThermometerTasks : ITaskSource
{
    public string Name => "thermometers";
    public IReadOnlyList<long> InputShape { get; } = [1];
    public TargetKind TargetKind => TargetKind.Values;
    public IReadOnlyList<long> TargetShape { get; } = [1];
    public Preprocessing? Preprocessing => null;
    public IReadOnlyList<Split> Splits { get; } = [Split.Train, Split.Validation, Split.Test];

    public void Check(Split split, EpisodeShape shape) => shape.Validate();

    public void Sample(Split split, EpisodeShape shape, SeededRandom random, Episode episode)
    {
        var (offset, gain) = (random.Normal(), random.Uniform(0.5, 2));
        foreach (var set in new[] { episode.Support, episode.Query })
        {
            for (var i = 0; i < set.Count; i++)
            {
                var reading = random.Uniform(-1, 1);
                set.Input(i)[0] = (float)reading;
                set.Values[i] = (float)(offset + gain * reading);
            }
        }
    }
}
