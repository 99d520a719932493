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

    /// <summary>Number of episodes, those of all seeds together.</summary>
    public required int Episodes { get; init; }

    /// <summary><c>accuracy</c>, a fraction in [0, 1], or <c>mse</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>The metric before adaptation and after each number of steps that the bundle can take, over the episodes of all seeds.</summary>
    public required IReadOnlyList<StepResult> Steps { get; init; }

    /// <summary>The same for the episodes of each seed.</summary>
    public required IReadOnlyList<SeedResult> Seeds { get; init; }

    /// <summary>Steps at which <see cref="Together"/> and <see cref="Alone"/> are taken.</summary>
    public required int FigureSteps { get; init; }

    /// <summary>All queries of an episode predicted in one batch.</summary>
    public required Outcomes Together { get; init; }

    /// <summary>Each query predicted alone; null where left out.</summary>
    public required Outcomes? Alone { get; init; }

    /// <summary>
    /// Whether a prediction may depend on the queries that are predicted with it. Where it cannot, <see cref="Alone"/> is
    /// <see cref="Together"/> and took no time.
    /// </summary>
    public required bool DependsOnBatch { get; init; }

    /// <summary>Mean time of an adaptation with the steps of the bundle, in milliseconds; 0 where the curve ends before.</summary>
    public required double AdaptMilliseconds { get; init; }
}
