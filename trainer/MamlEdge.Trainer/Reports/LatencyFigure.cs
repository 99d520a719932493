namespace MamlEdge.Trainer.Reports;

/// <summary>How long one operation took on this machine.</summary>
/// <param name="Operation">What was timed: "adapt, 5 examples, 10 steps".</param>
/// <param name="Median">The median in milliseconds.</param>
/// <param name="Percentile95">The 95th percentile in milliseconds.</param>
/// <param name="Runs">How many runs were timed, after warm-up.</param>
public sealed record LatencyFigure(string Operation, double Median, double Percentile95, int Runs);
