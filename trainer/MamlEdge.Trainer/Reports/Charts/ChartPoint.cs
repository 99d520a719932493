namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>One point of a chart, in the units of its axes.</summary>
/// <param name="X">Position along the horizontal axis.</param>
/// <param name="Y">Position along the vertical axis.</param>
public readonly record struct ChartPoint(double X, double Y);
