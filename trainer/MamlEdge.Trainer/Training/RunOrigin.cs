namespace MamlEdge.Trainer.Training;

/// <summary>Where a run comes from, beside its settings.</summary>
public sealed record RunOrigin
{
    /// <summary>The command that starts it, for run.json; null for a program.</summary>
    public string? Command { get; init; }

    /// <summary>The run that it repeats: where data and its options are those of that run, the training classes must be, too. Null for none.</summary>
    public RunDescription? Repeated { get; init; }

    /// <summary>The parts of the run that settings repeat to the bit; none where they ask for another result.</summary>
    internal IReadOnlyList<RunPart> PartsToRepeat(TrainingSettings settings) => Repeated is { } original && original.Settings.HasResultOf(settings) ? original.Parts : [];
}
