using System.Globalization;

namespace MamlEdge.Trainer.Reports;

/// <summary>What a report measures, and how its values are written.</summary>
/// <param name="Name">The name in a sentence: "mean squared error", "accuracy".</param>
/// <param name="ShortName">The name in a small place: "MSE", "accuracy".</param>
/// <param name="HigherIsBetter">Whether a larger value is a better one.</param>
/// <param name="IsFraction">Whether values lie in 0..1 and are written as percentages.</param>
public sealed record ReportMetric(string Name, string ShortName, bool HigherIsBetter, bool IsFraction)
{
    /// <summary>Mean squared error of a regression.</summary>
    public static ReportMetric MeanSquaredError { get; } = new("mean squared error", "MSE", false, false);

    /// <summary>The fraction of query examples that get the right class.</summary>
    public static ReportMetric Accuracy { get; } = new("accuracy", "accuracy", true, true);

    /// <summary>A value with the precision that its size deserves: 98.7 %, 0.31, 12.4, 2.1e-05.</summary>
    /// <param name="value">The value.</param>
    public string Format(double value) => IsFraction
        ? (100 * value).ToString("0.0", CultureInfo.InvariantCulture) + " %"
        : value.ToString(Digits(Math.Abs(value)), CultureInfo.InvariantCulture);

    private static string Digits(double size) => size switch
    {
        0 => "0",
        < 0.0005 => "0.0e-00",
        < 0.1 => "0.000",
        < 10 => "0.00",
        _ => "0.0",
    };
}
