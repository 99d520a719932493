using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Algorithms;

/// <summary>
/// Joint training on all tasks, then fine-tuning: the baseline that a meta-learner has to beat (Finn et al. 2017, section 5.1). The outer
/// loop descends the query loss before any step. Where classes have another label in every task, a classifier of all training classes is
/// trained, and its body ships with a fresh head (Chen et al. 2019, Baseline, section 3.2).
/// </summary>
public sealed record Pretraining : MetaAlgorithm
{
    private const int MostClasses = 20_000;

    /// <inheritdoc/>
    public override string Name => "pretrain";

    /// <inheritdoc/>
    public override string Title => "joint training of all tasks (baseline)";

    /// <inheritdoc/>
    public override string Summary => "baseline: one model for all tasks or classes, fine-tuned (Finn et al. 2017; Chen et al. 2019)";

    /// <inheritdoc/>
    public override bool IsFirstOrder => true;

    /// <inheritdoc/>
    public override bool ShipsFreshHead(LossKind loss, IReadOnlyList<string>? labels) => loss == LossKind.CrossEntropy && labels is null;

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

    /// <inheritdoc/>
    public override (ModelSpec Model, ITaskSource Tasks) Training(ModelSpec model, ITaskSource tasks)
    {
        if (tasks is not IJointClasses { JointClasses: var classes } source || tasks.Labels is not null) return (model, tasks);
        if (classes > MostClasses)
            throw new ArgumentException($"Joint training needs an output for every training class: expected at most {MostClasses}, '{tasks.Name}' has {classes}. "
                + "Train with some of them (--train-classes).");
        return (model is ConvNetSpec net ? net with { Outputs = classes, AnyWays = false } : model is MlpSpec mlp ? mlp with { Outputs = classes } : model, source.Joint());
    }
}
