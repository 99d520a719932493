namespace MamlEdge.Trainer.Training;

/// <summary>A run cannot start, continue or go on; the message says why and what to do.</summary>
public class TrainingException : Exception
{
    /// <summary>An error with its message.</summary>
    public TrainingException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
