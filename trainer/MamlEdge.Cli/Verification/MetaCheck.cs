using MamlEdge.Bundle;
using MamlEdge.Cli.Results;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Cli.Verification;

/// <summary><c>meta.onnx</c> on ONNX Runtime against the reference: query loss and meta-gradients.</summary>
internal static class MetaCheck
{
    public static Check Run(BundleReader bundle, BundleReference reference, SupportSample support, SupportSample query, double tolerance)
    {
        OnnxRuntimeTelemetry.TurnOff();
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(bundle.Read(BundleFiles.Meta), options);
        var theta = Safetensors.Read(bundle.Read(BundleFiles.Theta), BundleFiles.Theta);
        var feeds = session.InputNames.ToDictionary(n => n, n => ValueOf(n, theta, support, query));
        try
        {
            using var run = new RunOptions();
            using var results = session.Run(run, feeds, session.OutputNames);
            var found = session.OutputNames.Zip(results, (name, value) => (name, Values: value.GetTensorDataAsSpan<float>().ToArray())).ToDictionary(r => r.name, r => r.Values);
            var expected = reference.MetaGradient(support.Reference, query.Reference, learnRates: session.InputNames.Any(n => n is "lr" || n.StartsWith("lr.", StringComparison.Ordinal)));
            // Loss and gradients are of different size, so each is judged by its own.
            var loss = Judgement.Largest([(expected["query_loss"], found["query_loss"])]);
            var gradients = Judgement.Largest(expected.Where(e => e.Key != "query_loss").Select(e => (e.Value, found[e.Key])));
            return Judgement.Of("Meta-gradient", Math.Max(loss, gradients), tolerance, "meta.onnx, query loss and gradients, against the reference");
        }
        finally
        {
            foreach (var feed in feeds.Values) feed.Dispose();
        }
    }

    private static OrtValue ValueOf(string input, SafetensorsFile theta, SupportSample support, SupportSample query)
    {
        if (input is "support_x") return Floats(support.Reference.X, support.Reference.XShape);
        if (input is "query_x") return Floats(query.Reference.X, query.Reference.XShape);
        if (input is "support_y") return Targets(support);
        if (input is "query_y") return Targets(query);
        var tensor = theta[input.StartsWith("theta.", StringComparison.Ordinal) ? input["theta.".Length..] : input];
        return Floats(tensor.ToFloats(), tensor.Shape);
    }

    private static OrtValue Targets(SupportSample sample) => sample.Labels is { } labels
        ? OrtValue.CreateTensorValueFromMemory(labels, sample.LabelShape)
        : Floats(sample.Targets!.Value.Values.ToArray(), sample.Targets.Value.Shape.ToArray());

    private static OrtValue Floats(float[] values, long[] shape) => OrtValue.CreateTensorValueFromMemory(values, shape);
}
