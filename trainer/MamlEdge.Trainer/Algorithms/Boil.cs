using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Trainer.Algorithms;

/// <summary>Body only update in the inner loop (Oh et al. 2021, section 3): the steps change everything but the last layer.</summary>
public sealed record Boil : MetaAlgorithm
{
    /// <inheritdoc/>
    public override string Name => "boil";

    /// <inheritdoc/>
    public override string Title => "BOIL";

    /// <inheritdoc/>
    public override string Summary => "MAML that adapts everything but the last layer (Oh et al. 2021)";

    /// <inheritdoc/>
    public override InnerLoopSpec TrainingLoop(InnerLoopSpec inner, ModelSpec model)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(model);
        return inner with { FirstOrder = false, Adapt = [.. PartOfModel.Body(inner, model, Name)] };
    }
}
