using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Trainer.Algorithms;

/// <summary>
/// First-order MAML (Finn et al. 2017, section 5.2): the inner gradients count as constants, so the meta-gradient is the
/// query gradient at the adapted parameters.
/// </summary>
public sealed record FirstOrderMaml : MetaAlgorithm
{
    /// <inheritdoc/>
    public override string Name => "fomaml";

    /// <inheritdoc/>
    public override string Title => "first-order MAML";

    /// <inheritdoc/>
    public override string Summary => "MAML without second derivatives (Finn et al. 2017, section 5.2)";

    /// <inheritdoc/>
    public override bool IsFirstOrder => true;

    /// <inheritdoc/>
    public override InnerLoopSpec TrainingLoop(InnerLoopSpec inner, ModelSpec model) => inner with { FirstOrder = true };
}
