using MamlEdge.Trainer.Engines;

namespace MamlEdge.Trainer.Training;

/// <summary>The engine of a training run, with what was decided about it.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="TasksPerRun">Tasks of one run of its graph.</param>
/// <param name="Fallback">Why there is one task a run although nobody asked for that and it was not measured; null otherwise.</param>
internal sealed record ChosenEngine(IMetaGradientEngine Engine, int TasksPerRun, string? Fallback = null) : IDisposable
{
    public void Dispose() => Engine.Dispose();
}
