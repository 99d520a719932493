using MamlEdge.Bundle;
using MamlEdge.Cli.Results;
using MamlEdge.Exporter;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Transforms;
using MamlEdge.Runtime;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MamlEdge.Cli.Verification;

/// <summary>The model that a bundle was exported from against <c>forward.onnx</c>, both on ONNX Runtime: whether the exporter read what the model says.</summary>
internal static class OriginalCheck
{
    private const string Name = "Original";
    private const double Tolerance = 1e-4;

    /// <summary>Half precision keeps three digits, and rounds in every layer.</summary>
    private const double HalfTolerance = 2e-2;

    /// <summary>The largest difference of the outputs for a few made-up examples.</summary>
    /// <param name="file">The model.</param>
    /// <param name="path">The bundle.</param>
    /// <param name="options">How the examples are made up.</param>
    public static Check Run(string file, string path, VerificationOptions options)
    {
        try
        {
            return Compare(file, path, options);
        }
        catch (Exception e) when (e is OnnxRuntimeException or ExporterException or InvalidDataException or NotSupportedException)
        {
            return new(Name, CheckState.Unchecked, $"not possible: {e.Message.Trim()}");
        }
    }

    private static Check Compare(string file, string path, VerificationOptions options)
    {
        using var bundle = BundleReader.Open(path);
        var forward = BundleModel.Read(bundle).Model;
        if (Interpreter.Undefined(forward.Function).FirstOrDefault(IsRandom) is { } random) return new(Name, CheckState.Unchecked, $"not possible: {random} gives other numbers in every run");
        OnnxRuntimeTelemetry.TurnOff();
        using var settings = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var original = new InferenceSession(file, settings);
        using var model = MetaModel.Load(path, new RuntimeOptions { Target = ExecutionTarget.Cpu });
        var domain = InputDomain.Of(forward, options.Lengths);
        var sample = new SupportSample(bundle.Manifest, options.Examples, options.Seed, domain);
        var input = original.InputMetadata[bundle.Manifest.Input.Name];
        using var x = ValueOf(sample.X, input.ElementDataType);
        using var run = new RunOptions();
        using var results = original.Run(run, new Dictionary<string, OrtValue>(StringComparer.Ordinal) { [bundle.Manifest.Input.Name] = x }, [bundle.Manifest.Output.Name]);
        var half = OnnxFacts.Of(File.ReadAllBytes(file), Path.GetFileName(file)).HasHalfPrecision;
        var lengths = string.Concat(domain.Lengths.Select(l => $", {l.Key} = {l.Value}"));
        return Judgement.Of(
            Name, Judgement.Largest([(NumbersOf(results[0]), model.Predict(sample.X).Values)]), half ? HalfTolerance : Tolerance,
            $"{Path.GetFileName(file)} against forward.onnx on ONNX Runtime, {sample.X.Shape[0]} examples{lengths}");
    }

    private static bool IsRandom(string node) => node.StartsWith("Random", StringComparison.Ordinal) || node.StartsWith("Bernoulli", StringComparison.Ordinal) || node.StartsWith("Multinomial", StringComparison.Ordinal);

    private static OrtValue ValueOf(Examples x, TensorElementType type)
    {
        var (values, shape) = (x.Values.ToArray(), x.Shape.ToArray());
        return type switch
        {
            TensorElementType.Float => OrtValue.CreateTensorValueFromMemory(values, shape),
            TensorElementType.Double => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, v => (double)v), shape),
            TensorElementType.Float16 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, v => (Float16)v), shape),
            TensorElementType.BFloat16 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, v => (BFloat16)v), shape),
            TensorElementType.Int64 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, v => (long)v), shape),
            TensorElementType.Int32 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, v => (int)v), shape),
            TensorElementType.UInt8 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, v => (byte)Math.Abs(v)), shape),
            _ => throw new NotSupportedException($"the model takes {type}"),
        };
    }

    private static double[] NumbersOf(OrtValue value) => value.GetTensorTypeAndShape().ElementDataType switch
    {
        TensorElementType.Float => Array.ConvertAll(value.GetTensorDataAsSpan<float>().ToArray(), v => (double)v),
        TensorElementType.Double => value.GetTensorDataAsSpan<double>().ToArray(),
        TensorElementType.Float16 => Array.ConvertAll(value.GetTensorDataAsSpan<Float16>().ToArray(), v => (double)(float)v),
        TensorElementType.BFloat16 => Array.ConvertAll(value.GetTensorDataAsSpan<BFloat16>().ToArray(), v => (double)(float)v),
        var type => throw new NotSupportedException($"the model gives {type}"),
    };
}
