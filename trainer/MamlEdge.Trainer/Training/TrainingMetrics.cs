using System.Text.Json.Serialization;

namespace MamlEdge.Trainer.Training;

/// <summary>One line of metrics.jsonl.</summary>
public sealed record TrainingMetrics
{
    /// <summary>Meta-iterations done.</summary>
    public required long Iteration { get; init; }

    /// <summary>Mean query loss after adaptation, over the tasks since the line before.</summary>
    public required double Loss { get; init; }

    /// <summary>Mean query accuracy after adaptation, likewise, in [0, 1]; absent for regression.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Accuracy { get; init; }

    /// <summary>Mean Euclidean norm of the meta-gradient before clipping, likewise.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>Outer learning rate of this iteration.</summary>
    public required double OuterRate { get; init; }

    /// <summary>Mean query loss on the validation episodes, where this iteration was validated.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ValidationLoss { get; init; }

    /// <summary>Mean query accuracy on the validation episodes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ValidationAccuracy { get; init; }

    /// <summary>Half width of the 95 % interval of the validation accuracy (of the loss, for regression).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ValidationInterval { get; init; }

    /// <summary>Seconds of training so far, over all resumed parts; not reproducible.</summary>
    public required double Seconds { get; init; }
}
