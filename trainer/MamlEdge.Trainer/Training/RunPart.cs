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

    /// <summary>What it computes on and with; null in runs from before it was recorded.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunFingerprint? Fingerprint { get; init; }

    /// <summary>Why its results need not be those, to the bit, of the run that it repeats or goes on with; null where they are, or where nothing is known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Deviation { get; init; }

    /// <summary>The same part with why it deviates from what it repeats or goes on with.</summary>
    /// <param name="earlier">The parts of that, of the same settings.</param>
    internal RunPart After(IReadOnlyList<RunPart> earlier) => this with
    {
        Deviation = earlier is [.., { Fingerprint: { } then } last] && last.Engine == Engine ? Fingerprint?.DifferenceTo(then) : null,
    };

    /// <summary>Whether both compute in the same way, whenever they began and for whatever reasons.</summary>
    public bool IsLike(RunPart other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with { From = other.From, Fallback = other.Fallback, EpisodesFromHost = other.EpisodesFromHost, Deviation = other.Deviation } == other;
    }
}
