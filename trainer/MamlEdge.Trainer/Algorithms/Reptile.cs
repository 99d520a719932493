using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Optimizers;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Algorithms;

/// <summary>
/// Reptile (Nichol et al. 2018, algorithm 2): θ moves towards the parameters adapted to each task. Support and query examples of the
/// settings are all trained on; further queries only show how the loss goes.
/// </summary>
public sealed record Reptile : MetaAlgorithm
{
    /// <inheritdoc/>
    public override string Name => "reptile";

    /// <inheritdoc/>
    public override string Title => "Reptile";

    /// <inheritdoc/>
    public override string Summary => "moves towards the adapted parameters, no outer gradient (Nichol et al. 2018)";

    /// <inheritdoc/>
    public override bool IsFirstOrder => true;

    /// <inheritdoc/>
    public override TrainingSettings Defaults(TrainingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings with
        {
            Inner = settings.Inner with { Steps = 5, EvaluationSteps = 5, RateSharing = LearningRateSharing.Single, LearnRates = false },
            OuterOptimizer = OuterOptimizer.Sgd,
            OuterRate = new LinearSchedule(1, 0),
            Clip = null,
        };
    }

    /// <inheritdoc/>
    public override InnerLoopSpec TrainingLoop(InnerLoopSpec inner, ModelSpec model)
    {
        ArgumentNullException.ThrowIfNull(inner);
        return inner with { FirstOrder = true, Outer = inner.Outer with { Direction = OuterDirection.Displacement } };
    }

    /// <inheritdoc/>
    public override EpisodeShape TrainingEpisode(EpisodeShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape with { Shots = shape.Shots + shape.Queries };
    }
}
