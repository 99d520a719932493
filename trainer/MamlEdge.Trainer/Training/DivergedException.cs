namespace MamlEdge.Trainer.Training;

/// <summary>The loss or the meta-gradient of a run is no longer finite.</summary>
public sealed class DivergedException(string message) : TrainingException(message);
