using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>What time a run will take, by the figures of the manifest and the speed of the runs before.</summary>
internal sealed class Budget(Manifest manifest)
{
    private double _flopsPerSecond; // of the last whole run; 0 before the first

    /// <summary>How long some runs will take; null where figures or experience are missing.</summary>
    internal TimeSpan? Time(long examples, StepPlan runs) => Flops(examples, runs) is { } flops && Volatile.Read(ref _flopsPerSecond) is > 0 and var speed
        ? TimeSpan.FromSeconds(flops / speed)
        : null;

    /// <summary>Remembers how long runs took.</summary>
    internal void Learn(long examples, StepPlan runs, TimeSpan elapsed)
    {
        if (Flops(examples, runs) is > 0 and var flops && elapsed > TimeSpan.Zero)
            Volatile.Write(ref _flopsPerSecond, flops / elapsed.TotalSeconds);
    }

    private double? Flops(long examples, StepPlan runs) => manifest.AdaptationCost is { } adapt
        ? (runs.Adapts > 0 ? adapt.FlopsOf(examples) : 0) + ((double)(manifest.ContinuationCost ?? adapt).FlopsOf(examples) * runs.Continues)
        : null;
}
