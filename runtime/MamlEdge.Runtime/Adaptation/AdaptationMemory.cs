using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>
/// What adapting takes of a device's memory, beside the loaded model: an upper bound, which <see cref="AdaptOptions.MaxMemoryBytes"/> is compared with. The manifest's
/// figures count the tensors that a run needs at the same time; to these come what ONNX Runtime holds of an open graph, and what its allocator leaves unused between
/// tensors. docs/performance.md ("Memory of an adaptation") has the measurement behind these three.
/// </summary>
public static class AdaptationMemory
{
    /// <summary>Bytes that the first adaptation takes whatever the model is: code that had not run yet, and small objects.</summary>
    private const double Start = 500_000;

    /// <summary>Resident memory of an open graph for each byte of its file.</summary>
    private const double OpenGraph = 30;

    /// <summary>Resident memory of a run for each byte of its tensors.</summary>
    private const double Allocator = 2.15;

    /// <summary>What has to be done where a manifest has no figures.</summary>
    internal const string WayOut = "Export the bundle again with 'maml-edge export' of this version, which writes them, or leave the limit out.";

    /// <summary>Bytes that adapting takes at most; null where the manifest has no figures, as those have not that were exported before there were any.</summary>
    /// <param name="manifest">What the bundle says.</param>
    /// <param name="examples">Support examples; with class balancing the rows that it makes of them.</param>
    public static long? BytesOf(Manifest manifest, long examples)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return manifest.AdaptationCost is { } cost && manifest.Files.TryGetValue(BundleFiles.Adapt, out var graph)
            ? (long)(Start + (OpenGraph * graph.Bytes) + (Allocator * cost.BytesOf(examples)))
            : null;
    }
}
