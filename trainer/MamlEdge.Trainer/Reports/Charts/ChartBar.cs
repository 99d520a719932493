namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>A bar that stands on zero.</summary>
/// <param name="From">Its left end along the horizontal axis.</param>
/// <param name="To">Its right end.</param>
/// <param name="Height">Its height, in the units of the vertical axis.</param>
/// <param name="Tooltip">What it says when pointed at; null for nothing.</param>
public readonly record struct ChartBar(double From, double To, double Height, string? Tooltip = null);
