namespace MamlEdge.Trainer.Tasks;

/// <summary>What the targets of a task are.</summary>
public enum TargetKind
{
    /// <summary>One class label for each example, int64 in [0, ways).</summary>
    Classes,

    /// <summary>Real values, float32.</summary>
    Values,

    /// <summary>Real values that are 0 or 1, float32; a model answers with the logit of 1.</summary>
    Binary,
}
