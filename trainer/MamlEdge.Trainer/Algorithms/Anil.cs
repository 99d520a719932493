using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Trainer.Algorithms;

/// <summary>Almost no inner loop (Raghu et al. 2020, section 4): the steps change the last layer alone; all of the model is meta-learned.</summary>
public sealed record Anil : MetaAlgorithm
{
    /// <inheritdoc/>
    public override string Name => "anil";

    /// <inheritdoc/>
    public override string Title => "ANIL";

    /// <inheritdoc/>
    public override string Summary => "MAML that adapts the last layer alone (Raghu et al. 2020)";

    /// <inheritdoc/>
    public override InnerLoopSpec TrainingLoop(InnerLoopSpec inner, ModelSpec model)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(model);
        return inner with { FirstOrder = false, Adapt = [.. PartOfModel.Head(inner, model, Name)] };
    }
}
