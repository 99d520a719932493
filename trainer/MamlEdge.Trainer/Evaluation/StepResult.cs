namespace MamlEdge.Trainer.Evaluation;

/// <summary>The metric after so many adaptation steps.</summary>
/// <param name="Steps">Adaptation steps; 0 is the meta-learned model itself.</param>
/// <param name="Transductive">All queries of an episode predicted in one batch, as the papers do.</param>
/// <param name="NonTransductive">Each query predicted alone, as on a device; null where left out.</param>
public sealed record StepResult(int Steps, Estimate Transductive, Estimate? NonTransductive)
{
    /// <summary>What the steps changed: the mean paired difference to the same episodes before adaptation, all queries of an episode in one batch; null for 0 steps.</summary>
    public Estimate? Change { get; init; }

    /// <summary>The same, each query alone; null where left out.</summary>
    public Estimate? ChangeAlone { get; init; }
}
