namespace MamlEdge.Trainer.Evaluation;

/// <summary>What one way of predicting reached on one episode.</summary>
/// <param name="Metric">The metric before adaptation and after each run of the adaptation graph.</param>
internal sealed record ModeScores(double[] Metric)
{
    /// <summary>The answers after the steps at which single figures are taken; empty for regression.</summary>
    public Answer[] Answers { get; set; } = [];
}
