using System.Text.Json.Serialization;
using MamlEdge.Trainer.Engines;

namespace MamlEdge.Trainer.Training;

/// <summary>A stretch of a run that one engine computed in one way; run.json lists them. Within one, and over resumes in it, results repeat to the bit.</summary>
/// <param name="From">Meta-iterations done when it began.</param>
/// <param name="Engine">What computed meta-gradients.</param>
/// <param name="Device">Where.</param>
/// <param name="Precision">In which number format.</param>
/// <param name="TasksPerRun">Tasks of one run of the meta-gradient graph.</param>
/// <param name="Fallback">Why tasks are computed one by one although several at a time were not ruled out: the operator that cannot be vectorized; null otherwise.</param>
public sealed record RunPart(long From, EngineKind Engine, ComputeDevice Device, Precision Precision, int TasksPerRun, string? Fallback = null)
{
    /// <summary>
    /// Why training episodes were copied to the engine's device with their values although it keeps examples there where it can; null where
    /// they were drawn on the device, and for engines without one.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EpisodesFromHost { get; init; }

    /// <summary>Whether both compute in the same way, whenever they began and for whatever reasons.</summary>
    public bool IsLike(RunPart other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with { From = other.From, Fallback = other.Fallback, EpisodesFromHost = other.EpisodesFromHost } == other;
    }
}
