namespace MamlEdge.Trainer.Reports;

/// <summary>One validation of a training run.</summary>
/// <param name="Iteration">The meta-iteration, counted from 1.</param>
/// <param name="Mean">The metric on the validation tasks, after adaptation.</param>
/// <param name="Interval">Half the width of its 95 % interval.</param>
public readonly record struct ValidationPoint(int Iteration, double Mean, double Interval);
