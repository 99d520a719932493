namespace MamlEdge.Bundle;

/// <summary>Where the bytes of a graph's tensor lie: a range of <c>theta.safetensors</c>.</summary>
/// <param name="Name">Name of the tensor; empty where it has none.</param>
/// <param name="Offset">First byte in the file.</param>
/// <param name="Length">Number of bytes; null for all that follow.</param>
public sealed record ExternalData(string Name, long Offset, long? Length);
