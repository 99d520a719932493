namespace MamlEdge.Bundle;

/// <summary>How logits become calibrated probabilities: temperature scaling (Guo et al. 2017, section 4.2).</summary>
public sealed record Calibration
{
    /// <summary>Divides logits before they become probabilities; above 0. 1 changes nothing, more makes a model less sure of itself.</summary>
    public required double Temperature { get; init; }
}
