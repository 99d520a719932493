using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Algorithms;

/// <summary>
/// Meta-SGD (Li et al. 2017, equation 1): MAML whose inner step has a learned rate for each element, so that its direction is learned
/// too. Rates per parameter are the same with fewer numbers.
/// </summary>
public sealed record MetaSgd : MetaAlgorithm
{
    /// <inheritdoc/>
    public override string Name => "meta-sgd";

    /// <inheritdoc/>
    public override string Title => "Meta-SGD";

    /// <inheritdoc/>
    public override string Summary => "MAML with a learned rate for each element (Li et al. 2017)";

    /// <inheritdoc/>
    public override TrainingSettings Defaults(TrainingSettings settings) => settings with
    {
        Inner = settings.Inner with { RateSharing = LearningRateSharing.PerElement, LearnRates = true },
    };

    /// <inheritdoc/>
    public override InnerLoopSpec TrainingLoop(InnerLoopSpec inner, ModelSpec model) => inner with { FirstOrder = false };
}
