namespace MamlEdge.Trainer.Evaluation;

/// <summary>What was measured on one episode.</summary>
/// <param name="Together">All queries in one batch.</param>
/// <param name="Alone">Each query alone; null where that was not measured.</param>
/// <param name="Milliseconds">Mean time of one run of the adaptation graph.</param>
internal sealed record EpisodeScores(ModeScores Together, ModeScores? Alone, double Milliseconds);
