using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Algorithms;

/// <summary>
/// R2-D2 (Bertinetto et al. 2019): ridge regression solves for the last layer in closed form on features that are meta-learned through the
/// solution; penalty and scale are learned too.
/// </summary>
public sealed record RidgeRegression : MetaAlgorithm
{
    /// <inheritdoc/>
    public override string Name => "r2d2";

    /// <inheritdoc/>
    public override string Title => "R2-D2";

    /// <inheritdoc/>
    public override string Summary => "solves for the last layer by ridge regression (Bertinetto et al. 2019)";

    /// <inheritdoc/>
    public override TrainingSettings Defaults(TrainingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        // As many iterations as there are support examples solve exactly; with more, they come close.
        var steps = Math.Clamp(settings.Episode.SupportCount, 2, 8);
        return settings with { Inner = settings.Inner with { Ridge = true, LearnRates = true, RateSharing = Bundle.LearningRateSharing.Single, Steps = steps, EvaluationSteps = steps } };
    }

    /// <inheritdoc/>
    public override InnerLoopSpec TrainingLoop(InnerLoopSpec inner, ModelSpec model)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(model);
        return inner with { FirstOrder = false, Adapt = [.. PartOfModel.Head(inner, model, Name)] };
    }
}
