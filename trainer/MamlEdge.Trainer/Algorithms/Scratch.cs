using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Algorithms;

/// <summary>No meta-training: a random initialisation is adapted to each task. The baseline that shows what a task's own examples give.</summary>
public sealed record Scratch : MetaAlgorithm
{
    /// <inheritdoc/>
    public override string Name => "scratch";

    /// <inheritdoc/>
    public override string Title => "none (baseline)";

    /// <inheritdoc/>
    public override string Summary => "baseline: adapts a random initialisation";

    /// <inheritdoc/>
    public override bool IsFirstOrder => true;

    /// <inheritdoc/>
    public override TrainingSettings Defaults(TrainingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings with { Iterations = 0, Inner = settings.Inner with { LearnRates = false } };
    }

    /// <inheritdoc/>
    public override InnerLoopSpec TrainingLoop(InnerLoopSpec inner, ModelSpec model) => inner with { FirstOrder = true };
}
