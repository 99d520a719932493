namespace MamlEdge.Runtime;

/// <summary>Whether an execution target works on this machine.</summary>
/// <param name="Name">The target: <c>CPU</c>, <c>CUDA</c>, or a provider's name.</param>
/// <param name="Works">Whether a model ran on it.</param>
/// <param name="Finding">The device, or what went wrong.</param>
public sealed record TargetProbe(string Name, bool Works, string Finding);
