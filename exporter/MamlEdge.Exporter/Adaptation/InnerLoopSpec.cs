using MamlEdge.Bundle;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>
/// The inner loop: k steps of gradient descent on the support loss, v ← momentum v + ∇L(θ), θ ← θ - rate v (Finn et al. 2017, equation 1),
/// or of <see cref="Adam"/>; and how the outer loop passes it.
/// </summary>
public sealed record InnerLoopSpec
{
    /// <summary>Loss on the support and the query set.</summary>
    public required LossKind Loss { get; init; }

    /// <summary>Number of steps k, at least 1.</summary>
    public required int Steps { get; init; }

    /// <summary>The rate where it is single and fixed, and the initial value of learned ones.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Momentum; 0 is plain gradient descent.</summary>
    public double Momentum { get; init; }

    /// <summary>Steps of Adam instead of gradient descent; null for none.</summary>
    public AdamMoments? Adam { get; init; }

    /// <summary>Ridge regression for the last layer instead of gradient steps; null for none.</summary>
    public RidgeHead? Ridge { get; init; }

    /// <summary>Weight λ of λ/2 |θ - θ₀|², which the support loss gets: the regulariser of iMAML (Rajeswaran et al. 2019, equation 3).</summary>
    public double Proximal { get; init; }

    /// <summary>Globs of the parameters that are adapted; the others stay fixed and what depends only on them is computed once.</summary>
    public IReadOnlyList<string> Adapt { get; init; } = ["*"];

    /// <summary>
    /// Examples of a step: step j learns from the next ones of the support set, from its first again where there are no more (Nichol et al. 2018,
    /// section 6.3). Null: every step learns from all.
    /// </summary>
    public int? Minibatch { get; init; }

    /// <summary>
    /// Globs of parameters that no step changes and that have a value of their own for each step, so that the outer loop learns them step by step
    /// (Antoniou et al. 2019, section 4). After the last step, as in a state that is adapted further, they keep its value.
    /// </summary>
    public IReadOnlyList<string> PerStep { get; init; } = [];

    /// <summary>
    /// Values of <see cref="PerStep"/> after each step by name, [k, ...]; that before the first step is the model's own. Null: the model's own after all.
    /// </summary>
    public IReadOnlyDictionary<string, SafeTensor>? StepValues { get; init; }

    /// <summary>
    /// Where batch normalisations have their statistics as parameters: whether those of the support set take their place, in the steps and,
    /// from the adapted model, for queries (they are part of what is adapted); otherwise they stay as they are.
    /// </summary>
    public bool SupportStatistics { get; init; }

    /// <summary>What a rate is shared by.</summary>
    public LearningRateSharing RateSharing { get; init; }

    /// <summary>Whether the rates are learned: inputs <c>lr.*</c> of the meta-gradient with gradients <c>metalr.*</c>.</summary>
    public bool LearnRates { get; init; }

    /// <summary>
    /// Explicit rates by parameter name: one element, the parameter's own shape, or one entry a step on a leading axis of length k.
    /// </summary>
    public IReadOnlyDictionary<string, SafeTensor>? Rates { get; init; }

    /// <summary>Whether the meta-gradient ignores how the inner gradients depend on θ (Finn et al. 2017, section 5.2).</summary>
    public bool FirstOrder { get; init; }

    /// <summary>What the outer loop descends.</summary>
    public OuterObjective Outer { get; init; } = new();

    /// <summary>
    /// Whether a step is the same whatever was before it, as far as the rule goes: nothing is carried along or counted, and all steps see all examples. Then k runs
    /// of one step are one run of k, if learning rates are the same in every step too.
    /// </summary>
    internal bool IsMemoryless => Momentum == 0 && Adam is null && Ridge is null && Proximal == 0 && Minibatch is null && PerStep.Count == 0;
}
