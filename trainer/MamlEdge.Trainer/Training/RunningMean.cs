namespace MamlEdge.Trainer.Training;

/// <summary>Sums since the last logged iteration. Part of a checkpoint, so that a resumed run logs the same means.</summary>
/// <param name="Iterations">Iterations in the sums.</param>
/// <param name="Loss">Sum of the mean query losses.</param>
/// <param name="Accuracy">Sum of the mean query accuracies.</param>
/// <param name="GradientNorm">Sum of the gradient norms.</param>
public readonly record struct RunningMean(long Iterations, double Loss, double Accuracy, double GradientNorm)
{
    /// <summary>The sums with one more iteration.</summary>
    public RunningMean Add(double loss, double? accuracy, double gradientNorm) =>
        new(Iterations + 1, Loss + loss, Accuracy + (accuracy ?? 0), GradientNorm + gradientNorm);
}
