namespace MamlEdge.Exporter.Adaptation;

/// <summary>
/// Adam as the rule of inner steps (Kingma and Ba 2015, algorithm 1): m ← β₁ m + (1 - β₁) g, v ← β₂ v + (1 - β₂) g²,
/// θ ← θ - rate m̂ / √(v̂ + ε²) with m̂ = m / (1 - β₁ᵗ), v̂ = v / (1 - β₂ᵗ). ε stands inside the root, because outside of it the
/// gradient through a step has no value where an inner gradient is 0.
/// </summary>
/// <param name="Beta1">β₁, decay of the mean gradient.</param>
/// <param name="Beta2">β₂, decay of the mean square.</param>
/// <param name="Epsilon">ε. The derivative of a first step reaches 1 / ε, so that it is larger here than usual in training.</param>
public sealed record AdamMoments(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-4);
