namespace MamlEdge.Trainer.Engines;

/// <summary>How an engine of an <see cref="IEngineProvider"/> runs.</summary>
public sealed record EngineOptions
{
    /// <summary>Where it runs.</summary>
    public ComputeDevice Device { get; init; }

    /// <summary>Threads on the processor; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>The most tasks of one pass: 1 for task by task, more for a pass with a task axis.</summary>
    public int TasksPerRun { get; init; } = 1;

    /// <summary>The number format that it computes in.</summary>
    public Precision Precision { get; init; }

    /// <summary>Whether the same inputs give the same bits whatever the number of threads: its operators then run on one.</summary>
    public bool Deterministic { get; init; }
}
