namespace MamlEdge.Trainer.Evaluation;

/// <summary>The curve over the episodes of one seed.</summary>
/// <param name="Seed">Seed of the episodes.</param>
/// <param name="Steps">The metric before adaptation and after each number of steps.</param>
public sealed record SeedResult(ulong Seed, IReadOnlyList<StepResult> Steps);
