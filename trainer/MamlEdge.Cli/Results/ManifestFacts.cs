using System.Globalization;
using MamlEdge.Bundle;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Reports;

namespace MamlEdge.Cli.Results;

/// <summary>The manifest of a bundle in rows.</summary>
internal static class ManifestFacts
{
    // For so many support examples.
    private const int Examples = 5;

    public static IReadOnlyList<ReportRow> Of(BundleReader bundle)
    {
        var (manifest, inner, origin) = (bundle.Manifest, bundle.Manifest.Inner, bundle.Manifest.Provenance);
        long Values(bool adaptedOnly) => manifest.Parameters.Where(p => p.Adapted || !adaptedOnly).Sum(p => p.Shape.Aggregate(1L, (a, b) => a * b));
        var rows = new List<ReportRow>
        {
            new("Name", manifest.Name),
            new("SHA-256", bundle.Sha256),
            new("Task", $"{manifest.Task.ToString().ToLowerInvariant()}, {manifest.Input.Name} {manifest.Input.ShapeText} → {manifest.Output.Name} {manifest.Output.ShapeText}"),
            new("Loss", manifest.Loss == LossKind.CrossEntropy ? "cross-entropy" : manifest.Loss.ToString().ToLowerInvariant()),
            new("Adaptation", $"{Quantities.Of(inner.Steps, "step")} of {inner.Optimizer.ToString().ToLowerInvariant()}, {Rate(inner)}, "
                + $"on {Quantities.Count(Values(true))} of {Quantities.Count(Values(false))} parameters{(inner.StepFunction ? ", each a call of one step function" : "")}"),
            new("Memory", AdaptationMemory.BytesOf(manifest, Examples) is { } bytes
                ? $"at most {Quantities.Bytes(bytes)} to adapt to {Examples} examples"
                : "no figures: --max-memory cannot be checked; export the bundle again with this version"),
            new("Normalisation", manifest.Normalization.ToString().ToLowerInvariant()),
            new("Opset", $"{manifest.Opset}, ONNX Runtime {manifest.MinimumOnnxRuntime} or newer"),
            new("Made by", origin.Tool
                + (origin.Iterations is { } n ? $", {Quantities.Count(n)} iterations of {origin.Algorithm} on {origin.Data}" : "")
                + (origin is { Iterations: not null, Checkpoint: { } checkpoint } ? $", {checkpoint} checkpoint" : "")),
        };
        if (origin.Split is { } split)
            rows.Add(new("Split", split));
        if (origin.Command is { } command)
            rows.Add(new("Command", command));
        rows.AddRange(manifest.Metrics.Select(m => new ReportRow("Metric", Text(m))));
        return rows;
    }

    private static string Rate(InnerLoopInfo inner) => inner.LearningRate is { } rate
        ? $"rate {rate.ToString("0.######", CultureInfo.InvariantCulture)}"
        : "learned rates";

    private static string Text(Metric metric)
    {
        var shown = metric.Name == "accuracy" ? ReportMetric.Accuracy : ReportMetric.MeanSquaredError;
        return $"{metric.Name} {shown.Format(metric.Value)}{(metric.Interval is { } i ? $" ± {shown.Format(i)}" : "")}"
            + $"{(metric.Steps is { } k ? $" after {Quantities.Of(k, "step")}" : "")}{(metric.Episodes is { } e ? $", {Quantities.Of(e, "episode")} of {metric.Split}" : "")}"
            + (metric.Protocol is { } protocol ? $", {protocol}" : "");
    }
}
