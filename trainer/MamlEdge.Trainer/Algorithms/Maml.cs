using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Trainer.Algorithms;

/// <summary>Model-agnostic meta-learning (Finn et al. 2017): differentiates through the inner steps, second derivatives included.</summary>
public sealed record Maml : MetaAlgorithm
{
    /// <inheritdoc/>
    public override string Name => "maml";

    /// <inheritdoc/>
    public override string Title => "MAML, second order";

    /// <inheritdoc/>
    public override string Summary => "gradient through the inner steps, to second order (Finn et al. 2017)";

    /// <inheritdoc/>
    public override InnerLoopSpec TrainingLoop(InnerLoopSpec inner, ModelSpec model) => inner with { FirstOrder = false };
}
