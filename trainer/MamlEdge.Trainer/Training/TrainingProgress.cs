namespace MamlEdge.Trainer.Training;

/// <summary>Where a run stands; reported a few times a second.</summary>
/// <param name="Iteration">Meta-iterations done.</param>
/// <param name="Total">Meta-iterations of the whole run.</param>
/// <param name="Loss">Mean query loss since the last logged iteration.</param>
/// <param name="Accuracy">Mean query accuracy since then, in [0, 1]; null for regression.</param>
/// <param name="IterationsPerSecond">Measured since this call started.</param>
/// <param name="TimeLeft">At that rate.</param>
/// <param name="Fallback">Why tasks are computed one by one although several at a time were not ruled out; null otherwise.</param>
/// <param name="Deviation">Why the bits need not be those of the run that is repeated or continued; null otherwise.</param>
public sealed record TrainingProgress(
    long Iteration, long Total, double Loss, double? Accuracy, double IterationsPerSecond, TimeSpan TimeLeft, string? Fallback = null,
    string? Deviation = null);
