using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Exporter.Tests;

/// <summary>Runs a model on ONNX Runtime, as a device would.</summary>
internal static class OnnxRun
{
    public static Dictionary<string, Tensor> Run(byte[] model, IReadOnlyDictionary<string, Tensor> inputs) => Run(options => new InferenceSession(model, options), inputs);

    /// <summary>The same of a file, beside which its weights lie.</summary>
    public static Dictionary<string, Tensor> Run(string file, IReadOnlyDictionary<string, Tensor> inputs) => Run(options => new InferenceSession(file, options), inputs);

    private static Dictionary<string, Tensor> Run(Func<SessionOptions, InferenceSession> open, IReadOnlyDictionary<string, Tensor> inputs)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = open(options);
        var values = session.InputNames.ToDictionary(name => name, name => ToOrt(inputs[name], session.InputMetadata[name].ElementDataType));
        using var run = new RunOptions();
        using var results = session.Run(run, values, session.OutputNames);
        var tensors = session.OutputNames.Zip(results, (name, value) => (name, value)).ToDictionary(r => r.name, r => ToTensor(r.value));
        foreach (var value in values.Values) value.Dispose();
        return tensors;
    }

    private static OrtValue ToOrt(Tensor tensor, Microsoft.ML.OnnxRuntime.Tensors.TensorElementType type)
    {
        long[] dims = [.. tensor.Dims];
        return type switch
        {
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(tensor.Values, v => (float)v), dims),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Double => OrtValue.CreateTensorValueFromMemory(tensor.Values, dims),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float16 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(tensor.Values, v => new Float16(BitConverter.HalfToUInt16Bits((Half)v))), dims),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64 => OrtValue.CreateTensorValueFromMemory(tensor.ToLongs(), dims),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Bool => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(tensor.Values, v => v != 0), dims),
            _ => throw new NotSupportedException(type.ToString()),
        };
    }

    private static Tensor ToTensor(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        return info.ElementDataType switch
        {
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float => new(DataType.Float32, info.Shape, Array.ConvertAll(value.GetTensorDataAsSpan<float>().ToArray(), v => (double)v)),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float16 => new(DataType.Float16, info.Shape, Array.ConvertAll(value.GetTensorDataAsSpan<Float16>().ToArray(), v => (double)BitConverter.UInt16BitsToHalf(v.value))),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Double => new(DataType.Float64, info.Shape, value.GetTensorDataAsSpan<double>().ToArray()),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64 => new(DataType.Int64, info.Shape, Array.ConvertAll(value.GetTensorDataAsSpan<long>().ToArray(), v => (double)v)),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.UInt8 => new(DataType.UInt8, info.Shape, Array.ConvertAll(value.GetTensorDataAsSpan<byte>().ToArray(), v => (double)v)),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.UInt32 => new(DataType.UInt32, info.Shape, Array.ConvertAll(value.GetTensorDataAsSpan<uint>().ToArray(), v => (double)v)),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int32 => new(DataType.Int32, info.Shape, Array.ConvertAll(value.GetTensorDataAsSpan<int>().ToArray(), v => (double)v)),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Bool => new(DataType.Bool, info.Shape, Array.ConvertAll(value.GetTensorDataAsSpan<bool>().ToArray(), v => v ? 1.0 : 0.0)),
            _ => throw new NotSupportedException(info.ElementDataType.ToString()),
        };
    }
}
