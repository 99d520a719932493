using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Optimizers;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Algorithms;

/// <summary>
/// MAML++ (Antoniou et al. 2019): a learned rate for each parameter and step (section 4, LSLR), the query loss after every step counts at
/// first (MSL), the first part is trained to first order (DA), and the outer rate falls along a cosine (CA).
/// </summary>
public sealed record MamlPlusPlus : MetaAlgorithm
{
    /// <inheritdoc/>
    public override string Name => "maml++";

    /// <inheritdoc/>
    public override string Title => "MAML++";

    /// <inheritdoc/>
    public override string Summary => "MAML with learned rates per parameter and step, multi-step loss, derivative-order annealing (Antoniou et al. 2019)";

    /// <inheritdoc/>
    public override TrainingSettings Defaults(TrainingSettings settings) => settings with
    {
        // Regression needs small rates. Learned as they are they would soon be negative: Adam moves them by more than they are.
        Inner = settings.Inner with
        {
            Steps = 5,
            EvaluationSteps = 5,
            LearningRate = settings.Inner.Loss == LossKind.Mse ? 0.01 : 0.1,
            RateSharing = LearningRateSharing.PerParameterAndStep,
            LearnRates = true,
            LogRates = settings.Inner.Loss == LossKind.Mse,
        },
        Objective = settings.Objective with { MultiStepPart = 0.1, FirstOrderPart = 0.3 },
        OuterRate = new CosineSchedule(1e-3, 1e-5),
    };

    /// <inheritdoc/>
    public override InnerLoopSpec TrainingLoop(InnerLoopSpec inner, ModelSpec model) => inner with { FirstOrder = false };
}
