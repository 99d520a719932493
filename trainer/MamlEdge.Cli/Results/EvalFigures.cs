using MamlEdge.Trainer.Evaluation;

namespace MamlEdge.Cli.Results;

/// <summary>What one way of predicting reached, beyond the mean.</summary>
/// <param name="WorstDecile">Mean of the metric over the worst tenth of the episodes.</param>
/// <param name="Calibration">For classification: how far confidence and accuracy lie apart.</param>
/// <param name="Confusion">Where the classes are fixed: which is taken for which.</param>
internal sealed record EvalFigures(double WorstDecile, Calibration? Calibration, ConfusionMatrix? Confusion)
{
    /// <summary>The figures of some outcomes.</summary>
    public static EvalFigures Of(Outcomes outcomes) => new(outcomes.WorstDecile, outcomes.Calibration, outcomes.Confusion);
}
