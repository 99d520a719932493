namespace MamlEdge.Trainer.Tasks;

/// <summary>The examples of one task: a person, a machine, a customer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parts">
/// Indices of examples: [parts][classes][examples], one class where targets are numbers. Of one part, support and query examples are drawn
/// together; of two, the support set comes from one and the query set from the other.
/// </param>
internal sealed record TaskGroup(string Name, int[][][] Parts);
