namespace MamlEdge.Device.CommandLine;

/// <summary>The command line itself is wrong.</summary>
/// <param name="message">What is wrong, and what to write instead.</param>
internal sealed class UsageException(string message) : Exception(message);
