namespace MamlEdge.Trainer.Reports;

/// <summary>One point of a learning curve.</summary>
/// <param name="Iteration">The meta-iteration, counted from 1.</param>
/// <param name="Loss">The loss on the query sets of that iteration's meta-batch, after adaptation.</param>
public readonly record struct LearningPoint(int Iteration, double Loss);
