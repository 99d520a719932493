using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>How a bundle is loaded and run.</summary>
public sealed record RuntimeOptions
{
    /// <summary>Where graphs run.</summary>
    public ExecutionTarget Target { get; init; } = ExecutionTarget.Auto;

    /// <summary>Which GPU, for <see cref="ExecutionTarget.Cuda"/> and <see cref="ExecutionTarget.Auto"/>.</summary>
    public int DeviceIndex { get; init; }

    /// <summary>
    /// The CUDA provider library to register where the ONNX Runtime in use has none built in; null looks for
    /// <c>libonnxruntime_providers_cuda.so</c> (<c>onnxruntime_providers_cuda.dll</c>) beside the program.
    /// </summary>
    public string? CudaLibrary { get; init; }

    /// <summary>
    /// Threads of each session within an operator; 0 takes one for each core. The default of 1 suits few-shot batches,
    /// needs no thread pool for each personal model, and gives the same bits on every number of cores.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <summary>Graph optimization of the prediction graphs, which run often.</summary>
    public GraphOptimizationLevel PredictionOptimization { get; init; } = GraphOptimizationLevel.ORT_ENABLE_ALL;

    /// <summary>
    /// Graph optimization of the adaptation graphs. They are simplified when exported, so that optimizing them again
    /// costs loading time and gains nothing.
    /// </summary>
    public GraphOptimizationLevel AdaptationOptimization { get; init; } = GraphOptimizationLevel.ORT_DISABLE_ALL;

    /// <summary>Whether size and SHA-256 of every file that the manifest lists are checked when the bundle is loaded.</summary>
    public bool VerifyHashes { get; init; } = true;

    /// <summary>
    /// Keys of which one must have signed the bundle, else it is refused; null takes unsigned bundles too, an empty list none
    /// at all. Needs <see cref="VerifyHashes"/>.
    /// </summary>
    public IReadOnlyList<TrustedKey>? TrustedKeys { get; init; }

    /// <summary>The clock that dates personal states and measures adaptation.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
