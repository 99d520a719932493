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

    /// <summary>theta - rate * m / sqrt(v + epsilon^2), the mean m and the mean square v of the gradients without their bias.</summary>
    Adam,

    /// <summary>Ridge regression by conjugate gradients, an iteration a step; penalty and scale are <c>lr.ridge.*</c> in <c>theta.safetensors</c>.</summary>
    Ridge,
}
