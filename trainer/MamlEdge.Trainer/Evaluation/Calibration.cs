namespace MamlEdge.Trainer.Evaluation;

/// <summary>
/// How far confidence and accuracy lie apart: expected calibration error, ECE = sum over bins of (n_b / n) |accuracy_b - confidence_b|,
/// bins of equal width (Guo et al. 2017, equation 3).
/// </summary>
/// <param name="Error">ECE, in [0, 1].</param>
/// <param name="Bins">The bins that hold answers, by rising confidence.</param>
public sealed record Calibration(double Error, IReadOnlyList<CalibrationBin> Bins)
{
    /// <summary>The temperature with which the same answers would be most likely: what <c>export --temperature</c> takes; null where logits are not known.</summary>
    public double? Temperature { get; init; }

    /// <summary>ECE with that temperature, of the answers that it was fitted to.</summary>
    public double? ErrorAtTemperature { get; init; }

    /// <summary>Number of bins, as in the paper.</summary>
    public const int BinCount = 15;

    /// <summary>The calibration of some answers; null where there are none, as for regression.</summary>
    public static Calibration? Of(IReadOnlyCollection<Answer> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        if (answers.Count == 0) return null;
        var (error, bins) = Measured(answers);
        var temperature = TemperatureFit.Of(answers);
        return new Calibration(error, bins)
        {
            Temperature = temperature,
            ErrorAtTemperature = temperature is { } t ? Measured([.. answers.Select(answer => answer.Logits is null ? answer : answer.At(t))]).Error : null,
        };
    }

    private static (double Error, CalibrationBin[] Bins) Measured(IReadOnlyCollection<Answer> answers)
    {
        CalibrationBin[] bins = [.. answers.GroupBy(Place).OrderBy(bin => bin.Key).Select(bin => new CalibrationBin(
            (double)bin.Key / BinCount, (bin.Key + 1.0) / BinCount, bin.Count(), bin.Average(a => a.Confidence), bin.Average(a => a.IsRight ? 1.0 : 0)))];
        return (bins.Sum(bin => bin.Count * Math.Abs(bin.Accuracy - bin.Confidence)) / answers.Count, bins);
    }

    /// <summary>Bin b holds confidences in (b / 15, (b + 1) / 15]. One that is not a number, of a model that diverged, counts as none.</summary>
    private static int Place(Answer answer) =>
        double.IsNaN(answer.Confidence) ? 0 : Math.Clamp((int)Math.Ceiling(answer.Confidence * BinCount) - 1, 0, BinCount - 1);
}
