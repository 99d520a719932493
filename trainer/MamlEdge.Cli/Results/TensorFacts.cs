namespace MamlEdge.Cli.Results;

/// <summary>One tensor of a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its dimensions.</param>
internal sealed record TensorFacts(string Name, string Type, IReadOnlyList<long> Shape);
