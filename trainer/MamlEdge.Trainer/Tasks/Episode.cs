namespace MamlEdge.Trainer.Tasks;

/// <summary>One sampled task: a support set to adapt on and a query set to judge the adapted model by.</summary>
/// <param name="Support">The examples that the inner loop sees.</param>
/// <param name="Query">Other examples of the same task.</param>
public sealed record Episode(ExampleSet Support, ExampleSet Query);
