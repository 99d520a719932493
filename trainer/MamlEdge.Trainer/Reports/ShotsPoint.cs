namespace MamlEdge.Trainer.Reports;

/// <summary>How good a model is with so many support examples.</summary>
/// <param name="Shots">Support examples of each class, or of the task for regression.</param>
/// <param name="Mean">The mean of the metric over the tasks.</param>
/// <param name="Interval">Half the width of its 95 % interval.</param>
public readonly record struct ShotsPoint(int Shots, double Mean, double Interval);
