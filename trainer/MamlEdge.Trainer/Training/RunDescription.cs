using MamlEdge.Bundle;

namespace MamlEdge.Trainer.Training;

/// <summary>The content of run.json: what was asked for, and by which version.</summary>
/// <param name="Settings">The settings of the run.</param>
/// <param name="Version">Version of MamlEdge that started it.</param>
/// <param name="Preprocessing">How a raw example becomes an input; null where inputs are plain numbers.</param>
public sealed record RunDescription(TrainingSettings Settings, string Version, Preprocessing? Preprocessing);
