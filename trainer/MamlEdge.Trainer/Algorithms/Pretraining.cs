using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Algorithms;

/// <summary>
/// Joint training on all tasks, then fine-tuning: the baseline that a meta-learner has to beat (Finn et al. 2017, section 5.1). The outer
/// loop descends the query loss before any step. Where classes have another label in every task, there is nothing that it could learn.
/// </summary>
public sealed record Pretraining : MetaAlgorithm
{
    /// <inheritdoc/>
    public override string Name => "pretrain";

    /// <inheritdoc/>
    public override string Summary => "baseline: one model for all tasks, fine-tuned (Finn et al. 2017, section 5.1)";

    /// <inheritdoc/>
    public override TrainingSettings Defaults(TrainingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings with { Inner = settings.Inner with { LearnRates = false }, Objective = new() };
    }

    /// <inheritdoc/>
    public override InnerLoopSpec TrainingLoop(InnerLoopSpec inner, ModelSpec model)
    {
        ArgumentNullException.ThrowIfNull(inner);
        return inner with { FirstOrder = true, Outer = inner.Outer with { WeightedSteps = [0] } };
    }
}
