namespace MamlEdge.Exporter.Adaptation;

/// <summary>How the direction of the outer loop comes from the inner loop.</summary>
public enum OuterDirection
{
    /// <summary>The gradient of the query loss through the unrolled steps (Finn et al. 2017, algorithm 2).</summary>
    Gradient,

    /// <summary>θ - U_k(θ): away from where the steps came from (Reptile, Nichol et al. 2018, section 2).</summary>
    Displacement,

    /// <summary>
    /// (I + ∇²L_support(φ) / λ)⁻¹ ∇L_query(φ) at the adapted φ by conjugate gradients, λ the proximal weight (iMAML, Rajeswaran et al. 2019,
    /// equation 6 and algorithm 2).
    /// </summary>
    Implicit,
}

/// <summary>What the outer loop descends, and by which direction.</summary>
public sealed record OuterObjective
{
    /// <summary>How the direction comes from the inner loop.</summary>
    public OuterDirection Direction { get; init; }

    /// <summary>Iterations of conjugate gradients where the direction is implicit.</summary>
    public int ConjugateSteps { get; init; } = 5;

    /// <summary>
    /// Numbers of inner steps after which the query loss counts, each with an entry of the input <c>step_weights</c>: 0 is the loss before
    /// adaptation. Null: only the loss after the last step, with weight 1.
    /// </summary>
    public IReadOnlyList<int>? WeightedSteps { get; init; }
}
