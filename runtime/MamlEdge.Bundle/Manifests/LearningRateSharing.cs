using System.Text.Json.Serialization;

namespace MamlEdge.Bundle;

/// <summary>How many inner learning rates there are.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<LearningRateSharing>))]
public enum LearningRateSharing
{
    /// <summary>One for everything.</summary>
    Single,

    /// <summary>One for each adapted parameter tensor.</summary>
    PerParameter,

    /// <summary>One for each adapted parameter tensor and step.</summary>
    PerParameterAndStep,

    /// <summary>One for each element of each adapted parameter (Meta-SGD).</summary>
    PerElement,
}
