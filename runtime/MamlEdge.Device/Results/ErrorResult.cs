namespace MamlEdge.Device.Results;

/// <summary>What <c>--json</c> writes where a command fails.</summary>
/// <param name="Error">The message.</param>
internal sealed record ErrorResult(string Error);
