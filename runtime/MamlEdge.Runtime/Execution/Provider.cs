using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>A chosen execution target and how it is added to a session.</summary>
internal sealed record Provider(ExecutionInfo Info, Action<SessionOptions> Append)
{
    /// <summary>Chooses the target; for <see cref="ExecutionTarget.Auto"/> CUDA where it answers, else the CPU.</summary>
    internal static Provider Select(RuntimeOptions options)
    {
        if (options.Target == ExecutionTarget.Cpu)
            return Cpu(options, "asked for");
        if (CudaProvider.TryCreate(options, out var failures) is { } cuda)
            return cuda;
        if (options.Target == ExecutionTarget.Auto)
            return Cpu(options, $"CUDA is not available: {failures}");
        throw new ExecutionException(
            "Execution target CUDA", "a CUDA provider for ONNX Runtime and an NVIDIA GPU", failures,
            "Install the GPU build of ONNX Runtime with its CUDA libraries, or choose Auto or Cpu.");
    }

    /// <summary>The CPU, for a reason.</summary>
    internal static Provider Cpu(RuntimeOptions options, string reason)
    {
        var threads = options.Threads switch { 0 => "one thread a core", 1 => "1 thread", var n => $"{n} threads" };
        return new Provider(new ExecutionInfo(ExecutionTarget.Cpu, $"CPU, {threads}", reason), static _ => { });
    }
}
