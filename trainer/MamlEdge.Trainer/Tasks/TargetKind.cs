namespace MamlEdge.Trainer.Tasks;

/// <summary>What the targets of a task are.</summary>
public enum TargetKind
{
    /// <summary>One class label for each example, int64 in [0, ways).</summary>
    Classes,

    /// <summary>Real values, float32.</summary>
    Values,
}
