namespace MamlEdge.Native.Handles;

/// <summary>A handle is none, was freed, or is of another kind.</summary>
/// <param name="message">What was expected, and what arrived.</param>
internal sealed class InvalidHandleException(string message) : Exception(message);
