namespace MamlEdge.Trainer.Evaluation;

/// <summary>What one way of predicting reached on one episode.</summary>
/// <param name="Metric">The metric before adaptation and after each run of the adaptation graph.</param>
/// <param name="Answers">The answers after the steps at which single figures are taken; empty for regression.</param>
internal sealed record ModeScores(double[] Metric, Answer[] Answers);
