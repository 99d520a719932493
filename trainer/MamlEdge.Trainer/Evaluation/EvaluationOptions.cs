using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Evaluation;

/// <summary>The protocol of an evaluation: which episodes, and up to how many steps.</summary>
/// <param name="Shape">Ways, shots and queries.</param>
public sealed record EvaluationOptions(EpisodeShape Shape)
{
    private const ulong EvaluationStream = 2;

    /// <summary>Episodes; the field uses 600.</summary>
    public int Episodes { get; init; } = 600;

    /// <summary>Where the tasks come from.</summary>
    public Split Split { get; init; } = Split.Test;

    /// <summary>Decides the episodes; the same seed gives the same ones everywhere.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The largest number of adaptation steps.</summary>
    public int Steps { get; init; } = 10;

    /// <summary>Whether to predict each query alone as well. Costly, and the same where no batch statistics are used.</summary>
    public bool NonTransductive { get; init; } = true;

    /// <summary>Episodes to run at the same time; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>Episode <paramref name="index"/> of the evaluation.</summary>
    public Episode Sample(ITaskSource tasks, int index) =>
        tasks.Sample(Split, Shape, new SeededRandom(Seed).Derive(EvaluationStream).Derive((ulong)index));
}
