namespace MamlEdge.Trainer.Training;

/// <summary>How a call of <see cref="Trainer"/> ended.</summary>
public enum TrainingStatus
{
    /// <summary>All iterations are done.</summary>
    Completed,

    /// <summary>Ended by <see cref="TrainingSettings.Patience"/>; the best checkpoint is the one to ship.</summary>
    StoppedEarly,

    /// <summary>Cancelled; a checkpoint of the last whole iteration is saved, and the run can be resumed.</summary>
    Interrupted,
}
