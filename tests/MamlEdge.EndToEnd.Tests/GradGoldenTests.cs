using System.Text.Json;
using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MamlEdge.EndToEnd.Tests;

/// <summary>The command <c>grad</c>, and <c>grad</c> on its own output, against PyTorch's gradients of both orders, on ONNX Runtime.</summary>
public sealed class GradGoldenTests : IDisposable
{
    private const double Tolerance = 1e-4;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedFact("golden", "ops", "index.json")]
    public void Every_reference_case_holds_at_first_and_second_order()
    {
        var names = JsonDocument.Parse(File.ReadAllText(Repository.Shared("golden", "ops", "index.json"))).RootElement.GetProperty("cases")
            .EnumerateArray().Select(c => c.GetProperty("name").GetString()!).ToList();

        var wrong = names.Select(name => (name, error: Check(name))).Where(c => c.error.Length > 0).ToList();

        Assert.True(names.Count >= 89, $"{names.Count} cases");
        Assert.True(wrong.Count == 0, $"{names.Count - wrong.Count} of {names.Count} cases hold. {string.Join("; ", wrong)}");
    }

    /// <summary>What is wrong with a case, or nothing.</summary>
    private string Check(string name)
    {
        var golden = Safetensors.Read(Repository.Shared("golden", "ops", name + ".safetensors"));
        var tensors = golden.Entries.ToDictionary(e => e.Name, e => e.Tensor, StringComparer.Ordinal);
        var inputs = Names(tensors, "in.");
        var first = inputs.Where(i => tensors.ContainsKey("grad." + i)).ToList();
        var cotangent = tensors.ContainsKey("grad2.cot.y") ? new[] { "grad.output.y" } : [];
        string[] wrt = [.. first.Where(i => tensors.ContainsKey("grad2." + i)), .. cotangent];
        foreach (string[] command in (string[][])[
            ["grad", Repository.Shared("golden", "ops", name + ".onnx"), "--wrt", string.Join(',', first), "-o", _folder["first.onnx"]],
            ["grad", _folder["first.onnx"], "--of", string.Join(',', first.Select(i => "grad." + i)), "--wrt", string.Join(',', wrt), "--prefix", "second.", "-o", _folder["second.onnx"]]])
        {
            if (Tool.Run(command) is { ExitCode: not 0 } failed) return failed.Error.Trim();
        }

        var feeds = inputs.ToDictionary(i => i, i => tensors["in." + i]);
        feeds["grad.output.y"] = tensors["cot.y"];
        foreach (var i in first) feeds["second.output.grad." + i] = tensors["dir." + i];
        var results = Run(_folder["second.onnx"], feeds);
        var second = wrt.ToDictionary(n => "second." + n, n => n == "grad.output.y" ? "grad2.cot.y" : "grad2." + n);
        // The reference of abs says dir.x where the derivative of dir·g·sign(x) by x is 0.
        if (name == "abs") second.Remove("second.x");
        return Differences(results, tensors, new() { ["y"] = "y" }) + Differences(results, tensors, first.ToDictionary(i => "grad." + i, i => "grad." + i)) + Differences(results, tensors, second);
    }

    private static List<string> Names(Dictionary<string, SafeTensor> tensors, string prefix) =>
        [.. tensors.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)).Select(k => k[prefix.Length..])];

    private static Dictionary<string, float[]> Run(string model, Dictionary<string, SafeTensor> feeds)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(model, options);
        using var run = new RunOptions();
        var values = session.InputNames.ToDictionary(n => n, n => Fed(feeds[n], session.InputMetadata[n]));
        using var results = session.Run(run, values, session.OutputNames);
        foreach (var value in values.Values) value.Dispose();
        return session.OutputNames.Zip(results).Where(r => r.Second.GetTensorTypeAndShape().ElementDataType == TensorElementType.Float)
            .ToDictionary(r => r.First, r => r.Second.GetTensorDataAsSpan<float>().ToArray(), StringComparer.Ordinal);
    }

    private static OrtValue Fed(SafeTensor tensor, NodeMetadata input)
    {
        var shape = input.Dimensions.Length == 0 ? [] : tensor.Shape;
        return input.ElementDataType == TensorElementType.Int64 ? OrtValue.CreateTensorValueFromMemory(tensor.ToLongs(), shape) : OrtValue.CreateTensorValueFromMemory(tensor.ToFloats(), shape);
    }

    /// <summary>The largest difference over the named tensors, relative to the largest entry of all of them, where it is too large.</summary>
    private static string Differences(Dictionary<string, float[]> results, Dictionary<string, SafeTensor> golden, Dictionary<string, string> names)
    {
        var (largest, scale) = (0.0, 1e-30);
        foreach (var (result, reference) in names)
        {
            var expected = golden[reference].ToDoubles();
            if (expected.Length != results[result].Length) return $"{result} has {results[result].Length} elements. ";
            for (var i = 0; i < expected.Length; i++)
            {
                var difference = Math.Abs(expected[i] - results[result][i]);
                largest = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(largest, difference);
                scale = Math.Max(scale, Math.Abs(expected[i]));
            }
        }

        return largest == 0 || largest / scale <= Tolerance ? "" : $"{string.Join(", ", names.Keys)} differ by {largest / scale:G3}. ";
    }
}
