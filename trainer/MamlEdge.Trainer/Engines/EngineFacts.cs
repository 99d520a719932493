namespace MamlEdge.Trainer.Engines;

/// <summary>What an engine's library says of itself on this machine.</summary>
/// <param name="Version">The versions of the library and of its binding.</param>
/// <param name="Devices">The devices it can run on, with their names; empty where the library does not load.</param>
/// <param name="Problem">Why it cannot run; null where it can.</param>
/// <param name="Remedy">What to do about the problem.</param>
public sealed record EngineFacts(string Version, IReadOnlyList<(ComputeDevice Device, string Name)> Devices, string? Problem = null, string? Remedy = null);
