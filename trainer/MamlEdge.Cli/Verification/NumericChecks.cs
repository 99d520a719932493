using MamlEdge.Bundle;
using MamlEdge.Cli.Results;
using MamlEdge.Exporter;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Reports;

namespace MamlEdge.Cli.Verification;

/// <summary>
/// What the graphs of a bundle compute on ONNX Runtime, against the reference interpreter in double precision, whose gradients of
/// first and second order are checked against central differences along random directions.
/// </summary>
internal static class NumericChecks
{
    // A finite difference across the kink of a ReLU or a maximum is off by more than rounding; a wrong gradient by far more.
    private const double GradientTolerance = 1e-3;
    private const double PredictionTolerance = 1e-5;

    private static readonly string[] Names = ["Gradient", "Second order", "Adaptation", "Losses", "Predictions", "Weights"];

    /// <summary>Runs the checks; where that is not possible, each says why.</summary>
    public static IEnumerable<Check> Run(string path, BundleReader bundle, VerificationOptions options, CancellationToken cancellation)
    {
        var manifest = bundle.Manifest;
        var model = BundleModel.Read(bundle);
        var reference = new BundleReference(model);
        if (reference.Undefined is { Count: > 0 } undefined) return Impossible(manifest, $"the reference does not know how to compute {string.Join(", ", undefined)}");
        InputDomain domain;
        try
        {
            domain = InputDomain.Of(model.Model, options.Lengths);
        }
        catch (ExporterException e) when (options.Lengths.Count == 0)
        {
            return Impossible(manifest, e.Message);
        }

        return SupportSample.Obstacle(manifest, domain) is { } obstacle ? Impossible(manifest, obstacle) : Compare(path, bundle, reference, domain, options, cancellation);
    }

    private static IEnumerable<Check> Impossible(Manifest manifest, string obstacle) =>
        Names.Concat(manifest.Files.ContainsKey(BundleFiles.Meta) ? ["Meta-gradient"] : []).Select(name => new Check(name, CheckState.Unchecked, "not possible: " + obstacle));

    private static IEnumerable<Check> Compare(string path, BundleReader bundle, BundleReference reference, InputDomain domain, VerificationOptions options, CancellationToken cancellation)
    {
        var (manifest, seed) = (bundle.Manifest, options.Seed);
        var (support, query) = (new SupportSample(manifest, options.Examples, seed, domain), new SupportSample(manifest, options.Examples, seed + 1, domain));
        var lengths = string.Concat(domain.Lengths.Select(l => $", {l.Key} = {l.Value}"));
        yield return Judgement.Of(
            "Gradient", reference.GradientError(support.Reference, seed), GradientTolerance,
            $"support loss gradient against central differences, {Quantities.Of(support.X.Count, "example")}{lengths}, 4 random directions of seed {seed}");
        cancellation.ThrowIfCancellationRequested();
        yield return Judgement.Of(
            "Second order", reference.MetaGradientError(support.Reference, query.Reference, seed), GradientTolerance,
            $"gradient of the query loss through {Quantities.Of(manifest.Inner.Steps, "step")} against central differences, 2 random directions of seed {seed}");
        cancellation.ThrowIfCancellationRequested();

        using var model = MetaModel.Load(path, new RuntimeOptions { Target = ExecutionTarget.Cpu });
        using var personal = support.Adapt(model, new AdaptOptions { Guard = false });
        var expected = reference.Adapt(support.Reference);
        var tolerance = Judgement.Tolerance(manifest.Inner.Steps);
        yield return Judgement.Of(
            "Adaptation", Judgement.Largest(reference.Adapted.Select(p => (expected[p], personal.State[p].ToFloats()))), tolerance,
            $"adapt.onnx, {Quantities.Of(manifest.Inner.Steps, "step")}, against the reference in double precision");
        yield return Judgement.Of("Losses", Judgement.Largest([(expected[BundleFiles.SupportLoss], [.. personal.Report!.Losses])]), tolerance, "support losses against the reference");
        if (manifest.Inner is { Steps: var steps, Stride: 1 } && steps > 1)
        {
            using var first = support.Adapt(model, new AdaptOptions { Steps = 1, Guard = false });
            using var stepwise = support.Adapt(model, new AdaptOptions { Steps = steps - 1, Guard = false }, first.State);
            yield return Judgement.Of(
                "Single steps", Judgement.Largest(reference.Adapted.Select(p => (expected[p], stepwise.State[p].ToFloats()))), tolerance,
                $"continue.onnx, {steps} runs of one step, against the same reference");
        }

        cancellation.ThrowIfCancellationRequested();

        var weights = personal.State.Parameters.ToDictionary(p => p.Key, p => p.Value.ToDoubles(), StringComparer.Ordinal);
        var predicted = reference.Predict(query.Reference.X, query.Reference.XShape, weights);
        var swapped = model.Predict(query.X, personal.State, cancellation).Values;
        yield return Judgement.Of("Predictions", Judgement.Largest([(predicted, swapped)]), tolerance, "predict.onnx with adapted weights against the reference");
        yield return Judgement.Of(
            "Weights", Judgement.Largest([(Array.ConvertAll(swapped, v => (double)v), personal.Predict(query.X, cancellation).Values)]), PredictionTolerance,
            "adapted weights as constants against adapted weights as inputs");
        if (manifest.Files.ContainsKey(BundleFiles.Meta)) yield return MetaCheck.Run(bundle, reference, support, query, tolerance);
    }
}
