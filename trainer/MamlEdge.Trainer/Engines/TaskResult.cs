namespace MamlEdge.Trainer.Engines;

/// <summary>How the adapted model did on the query set of one task.</summary>
/// <param name="Loss">Mean query loss after the inner steps.</param>
/// <param name="Accuracy">Share of query examples that were classified correctly, in [0, 1]; null for regression.</param>
public readonly record struct TaskResult(double Loss, double? Accuracy);
