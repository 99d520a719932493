using System.Text.Json.Serialization;

namespace MamlEdge.Bundle;

/// <summary>What a model predicts.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<TaskKind>))]
public enum TaskKind
{
    /// <summary>One of several classes: targets are int64 labels, outputs logits [N, ways].</summary>
    Classification,

    /// <summary>Numbers: targets and outputs are float32 of the same shape.</summary>
    Regression,

    /// <summary>Yes or no: targets are float32 in [0, 1], outputs logits of the same shape.</summary>
    Binary,
}
