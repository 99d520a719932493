using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Optimizers;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Algorithms;

/// <summary>
/// MAML with implicit gradients (Rajeswaran et al. 2019, algorithms 1 and 2): the steps minimise the support loss plus λ/2 |φ - θ|², and the
/// meta-gradient follows from the minimum alone, by conjugate gradients; how the steps got there does not matter.
/// </summary>
public sealed record ImplicitMaml : MetaAlgorithm
{
    /// <inheritdoc/>
    public override string Name => "imaml";

    /// <inheritdoc/>
    public override string Title => "iMAML";

    /// <inheritdoc/>
    public override string Summary => "implicit gradient at the regularised minimum (Rajeswaran et al. 2019)";

    /// <inheritdoc/>
    public override bool IsFirstOrder => true;

    /// <inheritdoc/>
    public override bool IsImplicit => true;

    /// <inheritdoc/>
    public override TrainingSettings Defaults(TrainingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var regression = settings.Inner.Loss == LossKind.Mse;
        return settings with
        {
            // The minimum has an implicit gradient where the loss has a Hessian, and a kinked one has none.
            Model = settings.Model is MlpSpec mlp ? mlp with { Activation = Activation.Tanh } : settings.Model,
            Clip = regression ? new GradientClip(Norm: 0.1) : settings.Clip,
            Inner = settings.Inner with
            {
                Steps = 16,
                EvaluationSteps = 16,
                LearningRate = regression ? 0.01 : 0.4,
                Proximal = regression ? 0.5 : 2,
                RateSharing = LearningRateSharing.Single,
                LearnRates = false,
            },
        };
    }

    /// <inheritdoc/>
    public override InnerLoopSpec TrainingLoop(InnerLoopSpec inner, ModelSpec model)
    {
        ArgumentNullException.ThrowIfNull(inner);
        return inner with { FirstOrder = true, Outer = inner.Outer with { Direction = OuterDirection.Implicit } };
    }
}
