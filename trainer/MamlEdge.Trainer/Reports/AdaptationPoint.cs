namespace MamlEdge.Trainer.Reports;

/// <summary>How good a model is on unseen tasks after a number of adaptation steps.</summary>
/// <param name="Step">Adaptation steps taken; 0 is the meta-learned start.</param>
/// <param name="Mean">The mean of the metric over the tasks.</param>
/// <param name="Interval">Half the width of its 95 % interval, 1.96 s / sqrt(n); 0 where it is not known.</param>
public readonly record struct AdaptationPoint(int Step, double Mean, double Interval);
