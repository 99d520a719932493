using MamlEdge.Exporter.Adaptation;

namespace MamlEdge.Trainer.Algorithms;

/// <summary>Model-agnostic meta-learning (Finn et al. 2017): differentiates through the inner steps, second derivatives included.</summary>
public sealed record Maml : MetaAlgorithm
{
    /// <inheritdoc/>
    public override string Name => "maml";

    /// <inheritdoc/>
    public override InnerLoopSpec TrainingLoop(InnerLoopSpec inner) => inner with { FirstOrder = false };
}
