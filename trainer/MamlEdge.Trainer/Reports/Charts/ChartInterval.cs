namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>A vertical interval at one position, such as a confidence interval.</summary>
/// <param name="X">Position along the horizontal axis.</param>
/// <param name="Low">Lower end, in the units of the vertical axis.</param>
/// <param name="High">Upper end, in the units of the vertical axis.</param>
public readonly record struct ChartInterval(double X, double Low, double High);
