namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>One entry of a legend: the left end of its swatch and the middle of its row, in pixels.</summary>
internal readonly record struct LegendEntry(Mark Mark, double X, double Y);
