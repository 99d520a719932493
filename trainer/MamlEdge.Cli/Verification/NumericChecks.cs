using System.Globalization;
using MamlEdge.Bundle;
using MamlEdge.Cli.Results;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Reports;

namespace MamlEdge.Cli.Verification;

/// <summary>
/// What the graphs of a bundle compute on ONNX Runtime, against the reference interpreter in double precision, whose gradients
/// are checked against central differences.
/// </summary>
internal static class NumericChecks
{
    // A finite difference across the kink of a ReLU or a maximum is off by more than rounding; a wrong gradient by far more.
    private const double GradientTolerance = 1e-3;
    private const double PredictionTolerance = 1e-5;

    public static IEnumerable<Check> Run(string path, BundleReader bundle, int? examples, CancellationToken cancellation)
    {
        var manifest = bundle.Manifest;
        var sample = new SupportSample(manifest, examples);
        var reference = new BundleReference(BundleModel.Read(bundle));
        var (y, yShape) = sample.Labels is { } labels
            ? (Array.ConvertAll(labels, l => (double)l), [labels.Length])
            : (Array.ConvertAll(sample.Targets!.Value.Values.ToArray(), t => (double)t), sample.Targets.Value.Shape.ToArray());
        var x = sample.X.Values.ToArray();
        var xShape = sample.X.Shape.ToArray();

        var gradientError = reference.GradientError(x, xShape, y, yShape);
        yield return Judge(
            "Gradient", gradientError, GradientTolerance, $"support loss gradient against central differences, {Quantities.Of(sample.X.Count, "example")}");
        cancellation.ThrowIfCancellationRequested();

        using var model = MetaModel.Load(path, new RuntimeOptions { Target = ExecutionTarget.Cpu });
        using var personal = sample.Adapt(model, new AdaptOptions { Guard = false });
        var expected = reference.Adapt(x, xShape, y, yShape);
        // Rounding of float32 adds up over the steps.
        var tolerance = manifest.Inner.Steps >= 3 ? 5e-4 : 1e-4;
        yield return Judge(
            "Adaptation", AdaptationError(expected, personal, reference.Adapted), tolerance, $"adapt.onnx, {Quantities.Of(manifest.Inner.Steps, "step")}, against the reference in double precision");
        yield return Judge(
            "Losses", LossError(expected[BundleFiles.SupportLoss], personal.Report!.Losses), tolerance, "support losses against the reference");
        cancellation.ThrowIfCancellationRequested();
        yield return Judge(
            "Predictions", Largest(model.Predict(sample.X, personal.State, cancellation).Values, personal.Predict(sample.X, cancellation).Values), PredictionTolerance, "adapted weights as inputs against adapted weights as constants");
    }

    private static double AdaptationError(IReadOnlyDictionary<string, double[]> expected, PersonalModel personal, IReadOnlyList<string> adapted)
    {
        var scale = adapted.Max(p => expected[p].Max(Math.Abs));
        return adapted.Max(p => Difference(expected[p], personal.State[p].ToFloats())) / Math.Max(scale, 1e-12);
    }

    private static double LossError(double[] expected, IReadOnlyList<float> found) =>
        Difference(expected, found) / Math.Max(expected.Max(Math.Abs), 1e-12);

    private static double Largest(float[] expected, float[] found) =>
        Difference(Array.ConvertAll(expected, v => (double)v), found) / Math.Max(expected.Max(Math.Abs), 1e-12);

    private static double Difference(double[] expected, IReadOnlyList<float> found) =>
        expected.Select((value, i) => Math.Abs(value - found[i])).Max();

    private static Check Judge(string name, double error, double tolerance, string what)
    {
        var text = $"{what}: largest difference {error.ToString("0.0e-00", CultureInfo.InvariantCulture)}, at most {tolerance.ToString("0e-00", CultureInfo.InvariantCulture)} allowed";
        return error <= tolerance ? new(name, CheckState.Ok, text) : new(name, CheckState.Problem, text, "The graphs do not compute what the manifest says. Export the bundle again.");
    }
}
