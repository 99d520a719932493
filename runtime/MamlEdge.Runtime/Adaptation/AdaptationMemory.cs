using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>
/// What adapting takes of a device's memory, beside the loaded model: an upper bound, which <see cref="AdaptOptions.MaxMemoryBytes"/> is compared with. The manifest's
/// figures count the tensors that a run needs at the same time; to these come what ONNX Runtime holds of an open graph, and what its allocator leaves unused between
/// tensors. docs/performance.md ("Memory of an adaptation") has the measurement behind these four.
/// </summary>
public static class AdaptationMemory
{
    /// <summary>Bytes that the first adaptation takes whatever the model is: code that had not run yet, and small objects.</summary>
    private const double Start = 2_000_000;

    /// <summary>Resident memory of an open graph for each byte of its file.</summary>
    private const double OpenGraph = 24;

    /// <summary>Resident memory of a run for each byte of its tensors, where it takes one step, or steps that are small beside the prediction.</summary>
    private const double OneStep = 1.75;

    /// <summary>The same of several steps: the more there are, the more gaps between tensors stay unused, up to this.</summary>
    private const double ManySteps = 2.45;

    /// <summary>How many times as many examples as the support set has a part of it may have once its classes are balanced.</summary>
    private const int BalancedPart = 4;

    /// <summary>Bytes that adapting takes at most; null where the manifest has no figures, as those have not that were exported before there were any.</summary>
    /// <param name="manifest">What the bundle says.</param>
    /// <param name="examples">Support examples; with class balancing the rows that it makes of them.</param>
    /// <param name="options">Steps, checks and measurements, which decide what graphs are opened; null for the defaults.</param>
    /// <param name="continues">Whether a state is continued.</param>
    public static long? BytesOf(Manifest manifest, long examples, AdaptOptions? options = null, bool continues = false)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (manifest.AdaptationCost is not { } adapt)
            return null;
        // Where the layers in front of what is adapted are computed once for all steps, these together take less than one prediction.
        double Allocator(int steps, RunCost cost) =>
            steps <= 1 || (manifest.PredictionCost is { } once && cost.FlopsPerExample < 2 * (double)once.FlopsPerExample) ? OneStep : ManySteps;
        double Graph(bool opened, string file, int steps, RunCost cost, int sets) =>
            opened && manifest.Files.TryGetValue(file, out var graph) ? (OpenGraph * graph.Bytes) + (Allocator(steps, cost) * cost.BytesOf(examples) * sets) : 0;
        options ??= new AdaptOptions();
        var (inner, opened) = (manifest.Inner, OpenedGraphs.Of(manifest, options, fresh: !continues));
        // What the parts of a held-out check took may still be held when the whole set is adapted to.
        var sets = options.HeldOutFolds == 0 ? 1 : options.BalanceClasses ? 1 + BalancedPart : 2;
        // A prediction needs less than an adaptation, whose first half it is.
        return (long)(Start + Graph(opened.Adapt, BundleFiles.Adapt, inner.Steps, adapt, sets)
            + Graph(opened.Continue, BundleFiles.Continue, inner.Stride, manifest.ContinuationCost ?? adapt, sets)
            + Graph(opened.Predict, BundleFiles.Predict, 0, manifest.PredictionCost ?? adapt, 1));
    }

    /// <summary>Refuses what would take more memory than allowed.</summary>
    /// <param name="manifest">What the bundle says.</param>
    /// <param name="examples">Rows of the support set.</param>
    /// <param name="needed">What it would take at most; null where the manifest has no figures.</param>
    /// <param name="most">What is allowed; null for any.</param>
    /// <exception cref="InputException">It would, or the manifest has no figures to tell.</exception>
    internal static void Require(Manifest manifest, long examples, long? needed, long? most)
    {
        if (most is not { } limit)
            return;
        if (needed is not { } bytes)
        {
            throw new InputException(
                "AdaptOptions.MaxMemoryBytes", $"figures of memory in the manifest of '{manifest.Name}'", "none",
                "Export the bundle again with 'maml-edge export' of this version, which writes them, or leave the limit out.");
        }

        if (bytes > limit)
        {
            throw new InputException(
                "AdaptOptions.MaxMemoryBytes", $"{bytes} bytes or more, for {examples} examples", $"{limit}",
                "Give fewer examples or allow more memory.");
        }
    }
}
