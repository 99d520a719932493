using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Evaluation;

/// <summary>What an evaluation measured, with the protocol that repeats it.</summary>
public sealed record EvaluationResult
{
    /// <summary>Name of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>Name of the task source.</summary>
    public required string Task { get; init; }

    /// <summary>Split that the episodes came from.</summary>
    public required Split Split { get; init; }

    /// <summary>Ways, shots and queries.</summary>
    public required EpisodeShape Shape { get; init; }

    /// <summary>Number of episodes.</summary>
    public required int Episodes { get; init; }

    /// <summary>Seed of the episodes.</summary>
    public required ulong Seed { get; init; }

    /// <summary><c>accuracy</c>, a fraction in [0, 1], or <c>mse</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>The metric before adaptation and after each number of steps that the bundle can take.</summary>
    public required IReadOnlyList<StepResult> Steps { get; init; }

    /// <summary>Mean time of one run of the adaptation graph, in milliseconds.</summary>
    public required double AdaptMilliseconds { get; init; }
}
