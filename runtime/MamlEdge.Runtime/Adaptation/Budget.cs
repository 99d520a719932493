using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>What a run will take, by the figures of the manifest and the speed of the runs before.</summary>
internal sealed class Budget(Manifest manifest)
{
    private double _flopsPerSecond; // of the last whole run; 0 before the first

    /// <summary>Memory that adapting takes at most, bytes; null where the manifest has no figures.</summary>
    internal long? Bytes(long examples) => AdaptationMemory.BytesOf(manifest, examples);

    /// <summary>Refuses what would take more memory than allowed.</summary>
    /// <exception cref="InputException">It would, or the manifest has no figures to tell.</exception>
    internal void RequireMemory(long examples, long? most)
    {
        if (most is not { } limit)
            return;
        if (Bytes(examples) is not { } bytes)
        {
            throw new InputException(
                "AdaptOptions.MaxMemoryBytes", $"figures of memory in the manifest of '{manifest.Name}'", "none",
                AdaptationMemory.WayOut);
        }

        if (bytes > limit)
        {
            throw new InputException(
                "AdaptOptions.MaxMemoryBytes", $"{bytes} bytes or more, for {examples} examples", $"{limit}",
                "Give fewer examples or allow more memory.");
        }
    }

    /// <summary>How long a run will take; null where figures or experience are missing.</summary>
    internal TimeSpan? Time(long examples) => manifest.AdaptationCost is { } cost && Volatile.Read(ref _flopsPerSecond) is > 0 and var speed
        ? TimeSpan.FromSeconds(cost.FlopsOf(examples) / speed)
        : null;

    /// <summary>Remembers how long runs took.</summary>
    internal void Learn(long examples, int runs, TimeSpan elapsed)
    {
        if (manifest.AdaptationCost is { } cost && runs > 0 && elapsed > TimeSpan.Zero)
            Volatile.Write(ref _flopsPerSecond, (double)cost.FlopsOf(examples) * runs / elapsed.TotalSeconds);
    }
}
