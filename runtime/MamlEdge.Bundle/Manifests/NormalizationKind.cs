using System.Text.Json.Serialization;

namespace MamlEdge.Bundle;

/// <summary>
/// How a model normalizes activations. <see cref="Batch"/> means by the statistics of the batch at hand, so that a
/// prediction depends on the examples that are predicted with it.
/// </summary>
[JsonConverter(typeof(KebabCaseEnumConverter<NormalizationKind>))]
public enum NormalizationKind
{
    /// <summary>Not known, as for a foreign model.</summary>
    Unknown,

    /// <summary>Not at all.</summary>
    None,

    /// <summary>Over examples and positions.</summary>
    Batch,

    /// <summary>Over the positions of one example and channel.</summary>
    Instance,

    /// <summary>Over the features of one example.</summary>
    Layer,

    /// <summary>Over groups of channels of one example.</summary>
    Group,

    /// <summary>By statistics that training collected, the same for every task.</summary>
    Running,

    /// <summary>By statistics of the support set, which adaptation takes and a personal state keeps.</summary>
    Support,
}
