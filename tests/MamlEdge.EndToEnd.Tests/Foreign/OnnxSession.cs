using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.EndToEnd.Tests.Foreign;

/// <summary>Runs a model file on stock ONNX Runtime, with nothing of this project between.</summary>
internal static class OnnxSession
{
    /// <summary>The float results by name, for inputs taken by name from <paramref name="given"/>.</summary>
    public static Dictionary<string, float[]> Run(string file, IReadOnlyDictionary<string, SafeTensor> given)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(file, options);
        using var run = new RunOptions();
        var inputs = session.InputNames.ToDictionary(name => name, name => ToOrt(given[name]));
        using var results = session.Run(run, inputs, session.OutputNames);
        foreach (var input in inputs.Values) input.Dispose();
        return session.OutputNames.Zip(results).ToDictionary(r => r.First, r => r.Second.GetTensorDataAsSpan<float>().ToArray(), StringComparer.Ordinal);
    }

    private static OrtValue ToOrt(SafeTensor tensor) => tensor.Type == ElementType.Int64
        ? OrtValue.CreateTensorValueFromMemory(tensor.ToLongs(), [.. tensor.Shape])
        : OrtValue.CreateTensorValueFromMemory(tensor.ToFloats(), [.. tensor.Shape]);
}
