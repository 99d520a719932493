using MamlEdge.Trainer.Engines;

namespace MamlEdge.Trainer.Training;

/// <summary>A stretch of a run that one engine computed in one way; run.json lists them. Within one, and over resumes in it, results repeat to the bit.</summary>
/// <param name="From">Meta-iterations done when it began.</param>
/// <param name="Engine">What computed meta-gradients.</param>
/// <param name="Device">Where.</param>
/// <param name="Precision">In which number format.</param>
/// <param name="TasksPerRun">Tasks of one run of the meta-gradient graph.</param>
/// <param name="Fallback">Why tasks are computed one by one although several at a time were not ruled out: the operator that cannot be vectorized; null otherwise.</param>
public sealed record RunPart(long From, EngineKind Engine, ComputeDevice Device, Precision Precision, int TasksPerRun, string? Fallback = null);
