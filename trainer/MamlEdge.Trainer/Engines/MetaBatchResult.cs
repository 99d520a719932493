namespace MamlEdge.Trainer.Engines;

/// <summary>How the tasks of a meta-batch did.</summary>
/// <param name="Tasks">One result for each task, in order.</param>
public sealed record MetaBatchResult(IReadOnlyList<TaskResult> Tasks)
{
    /// <summary>Mean query loss over the tasks.</summary>
    public double Loss => Tasks.Average(task => task.Loss);

    /// <summary>
    /// Bytes that were copied to the engine's device inside its passes: what describes the examples. Parameters, which come once a batch,
    /// are not counted. Null for an engine that computes where the examples are.
    /// </summary>
    public long? CopiedBytes { get; init; }

    /// <summary>Mean query accuracy over the tasks, in [0, 1]; null for regression.</summary>
    public double? Accuracy => Tasks.Average(task => task.Accuracy);
}
