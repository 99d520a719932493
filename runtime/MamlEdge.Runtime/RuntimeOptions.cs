using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>How a bundle is loaded and run.</summary>
public sealed record RuntimeOptions
{
    /// <summary>Where graphs run.</summary>
    public ExecutionTarget Target { get; init; } = ExecutionTarget.Auto;

    /// <summary>
    /// Execution providers in order of preference, for <see cref="ExecutionTarget.Auto"/>, which goes on without those that do not work, and
    /// <see cref="ExecutionTarget.Named"/>, which needs them all.
    /// </summary>
    public IReadOnlyList<ExecutionProvider> Providers { get; init; } = [];

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

    /// <summary>
    /// Threads of each session that run operators side by side; 1, the default, runs them one after the other. Graphs of few-shot models are chains, so
    /// that more rarely helps.
    /// </summary>
    public int ParallelOperators { get; init; } = 1;

    /// <summary>
    /// Whether idle threads wait by turning in circles: quicker by some microseconds where <see cref="Threads"/> or <see cref="ParallelOperators"/> are more than
    /// one, at the price of cores that never rest.
    /// </summary>
    public bool Spinning { get; init; }

    /// <summary>
    /// Whether sessions keep the memory of a run for the next one. Off, each run asks the system for it and gives it back: slower, but many open
    /// models then hold less.
    /// </summary>
    public bool Arena { get; init; } = true;

    /// <summary>Graph optimization of the prediction graphs, which run often.</summary>
    public GraphOptimizationLevel PredictionOptimization { get; init; } = GraphOptimizationLevel.ORT_ENABLE_ALL;

    /// <summary>
    /// Graph optimization of the adaptation graphs; null for what the bundle says. They are simplified when exported, so that optimizing them again
    /// costs loading time and gains nothing, except where convolutions are not adapted (<see cref="Manifest.OptimizeAdapt"/>, <see cref="Manifest.OptimizeContinue"/>).
    /// </summary>
    public GraphOptimizationLevel? AdaptationOptimization { get; init; }

    /// <summary>
    /// A folder in which ONNX Runtime's optimised form of the bundle's own graphs is kept for the next start, on the CPU; null, the default, keeps none. It holds copies of the
    /// meta-learned weights, never personal ones, and is made readable by this user only. Files are used only on the processor, ONNX Runtime and bundle that they were
    /// written for, with their hash beside them; any may be deleted at any time. Where the folder cannot be used, graphs load as without it (<see cref="MetaModel.OptimizedModels"/>).
    /// </summary>
    public string? OptimizedModels { get; init; }

    /// <summary>Whether size and SHA-256 of every file that the manifest lists are checked when the bundle is loaded.</summary>
    public bool VerifyHashes { get; init; } = true;

    /// <summary>
    /// Keys of which one must have signed the bundle, else it is refused; null takes unsigned bundles too, an empty list none
    /// at all. Needs <see cref="VerifyHashes"/>.
    /// </summary>
    public IReadOnlyList<TrustedKey>? TrustedKeys { get; init; }

    /// <summary>The clock that dates personal states and measures adaptation.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Takes the place of the provider that <see cref="Target"/> chooses, for tests.</summary>
    internal Provider? Provider { get; init; }

    /// <summary>Refuses what cannot be meant.</summary>
    /// <exception cref="ArgumentException">A number is out of range, or options contradict each other.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        ArgumentOutOfRangeException.ThrowIfNegative(DeviceIndex);
        ArgumentOutOfRangeException.ThrowIfLessThan(ParallelOperators, 1);
        if (OptimizedModels is { Length: 0 })
            throw new ArgumentException("OptimizedModels names no folder. Give one, or leave it out.");
        if (TrustedKeys is not null && !VerifyHashes)
            throw new ArgumentException("A signature vouches for hashes, so that TrustedKeys need VerifyHashes.");
        if (Target == ExecutionTarget.Named && Providers.Count == 0)
            throw new ArgumentException("The target Named needs Providers: name at least one, or choose Auto or Cpu.");
        if (Target is ExecutionTarget.Cpu or ExecutionTarget.Cuda && Providers.Count > 0)
            throw new ArgumentException($"Providers are named, but the target is {Target}. Choose Named or Auto, or leave the providers out.");
    }
}
