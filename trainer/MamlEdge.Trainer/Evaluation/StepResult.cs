namespace MamlEdge.Trainer.Evaluation;

/// <summary>The metric after so many adaptation steps.</summary>
/// <param name="Steps">Adaptation steps; 0 is the meta-learned model itself.</param>
/// <param name="Transductive">All queries of an episode predicted in one batch, as the papers do.</param>
/// <param name="NonTransductive">Each query predicted alone, as on a device; null where left out.</param>
public sealed record StepResult(int Steps, Estimate Transductive, Estimate? NonTransductive);
