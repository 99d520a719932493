using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Training;

/// <summary>What a call of <see cref="Trainer"/> leaves behind.</summary>
/// <param name="Status">Completed, stopped early or interrupted.</param>
/// <param name="Iteration">Meta-iterations done in all, those before a resume included.</param>
/// <param name="RunFolder">Where settings, metrics and checkpoints are.</param>
public sealed record TrainingResult(TrainingStatus Status, long Iteration, string RunFolder)
{
    /// <summary>The tasks that it was trained on, open.</summary>
    public required ITaskSource Tasks { get; init; }
}
