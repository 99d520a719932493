namespace MamlEdge.Trainer.Training;

/// <summary>How the tasks of a meta-batch are computed. The results differ by rounding only.</summary>
public enum TaskBatching
{
    /// <summary>Whichever of the two is faster, measured when a run starts.</summary>
    Auto,

    /// <summary>Task by task, one thread each.</summary>
    Task,

    /// <summary>Several tasks at a time along a task axis, as many runs as threads.</summary>
    Vectorized,
}
