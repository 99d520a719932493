namespace MamlEdge.Cli.Terminals;

/// <summary>The command line is wrong in a way that the parser cannot see, such as two options that exclude each other.</summary>
/// <param name="message">What is wrong and what to write instead.</param>
internal sealed class UsageException(string message) : Exception(message);
