namespace MamlEdge.Trainer.Training;

/// <summary>How the tasks of a meta-batch are computed. The results differ by rounding only.</summary>
public enum TaskBatching
{
    /// <summary>Several at a time where that is clearly faster, measured when a run starts; task by task otherwise, and where the model has an operator that cannot be vectorized.</summary>
    Auto,

    /// <summary>Task by task, one thread each.</summary>
    Task,

    /// <summary>Several tasks at a time along a task axis, as many runs as threads.</summary>
    Vectorized,
}
