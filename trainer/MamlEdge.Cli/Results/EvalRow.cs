using MamlEdge.Trainer.Evaluation;

namespace MamlEdge.Cli.Results;

/// <summary>One bundle with one number of shots, in short.</summary>
/// <param name="Bundle">Name of the bundle.</param>
/// <param name="Shots">Support examples of each class, or of the task for regression.</param>
/// <param name="Steps">Adaptation steps behind all figures but <paramref name="Before"/>.</param>
/// <param name="Before">The metric before adaptation.</param>
/// <param name="Together">After adaptation, all queries of an episode in one batch.</param>
/// <param name="Change">What adapting changed: the mean paired difference of the two, after minus before.</param>
/// <param name="Alone">After adaptation, each query alone; null where left out.</param>
/// <param name="WorstDecile">Mean of the worst tenth of the episodes, all queries in one batch.</param>
/// <param name="CalibrationError">Expected calibration error of the same; null for regression.</param>
/// <param name="Difference">Mean difference to the first bundle on the same episodes, this one minus the first; null for the first.</param>
/// <param name="DifferenceToBefore">The same to the first bundle before it adapts; null for the first.</param>
internal sealed record EvalRow(
    string Bundle,
    int Shots,
    int Steps,
    Estimate Before,
    Estimate Together,
    Estimate Change,
    Estimate? Alone,
    double WorstDecile,
    double? CalibrationError,
    Estimate? Difference,
    Estimate? DifferenceToBefore)
{
    /// <summary>The row of a result.</summary>
    /// <param name="result">What was measured.</param>
    /// <param name="first">What the first bundle reached on the same episodes; null where this is the first.</param>
    public static EvalRow Of(EvaluationResult result, EvaluationResult? first) => new(
        result.Bundle,
        result.Shape.Shots,
        result.FigureSteps,
        result.Steps[0].Transductive,
        result.Together.Mean,
        result.Together.Change(),
        result.Alone?.Mean,
        result.Together.WorstDecile,
        result.Together.Calibration?.Error,
        first is null ? null : result.Together.Difference(first.Together),
        first is null ? null : result.Together.DifferenceToBefore(first.Together));
}
