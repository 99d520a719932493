using System.Text.Json.Serialization;

namespace MamlEdge.Bundle;

/// <summary>The loss that adaptation lowers; a mean over all elements.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<LossKind>))]
public enum LossKind
{
    /// <summary>Softmax cross-entropy of logits with int64 labels.</summary>
    CrossEntropy,

    /// <summary>Mean squared error.</summary>
    Mse,

    /// <summary>Binary cross-entropy of logits with targets in [0, 1].</summary>
    Bce,
}
