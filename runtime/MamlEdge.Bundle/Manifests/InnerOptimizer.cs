using System.Text.Json.Serialization;

namespace MamlEdge.Bundle;

/// <summary>The rule of an inner step.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<InnerOptimizer>))]
public enum InnerOptimizer
{
    /// <summary>theta - rate * gradient.</summary>
    Sgd,

    /// <summary>theta - rate * velocity, velocity = momentum * velocity + gradient.</summary>
    Momentum,
}
