using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>A chosen execution target and how it is added to a session.</summary>
internal sealed record Provider(ExecutionInfo Info, Action<SessionOptions> Append)
{
    /// <summary>Whether the CPU takes over where this provider fails.</summary>
    internal bool MayFallBack { get; init; }

    /// <summary>Called before each run; lets a test fail as a device does.</summary>
    internal Action<string>? BeforeRun { get; init; }

    /// <summary>Chooses the target; for <see cref="ExecutionTarget.Auto"/> what answers first, else the CPU.</summary>
    internal static Provider Select(RuntimeOptions options)
    {
        if (options.Target == ExecutionTarget.Cpu)
            return Cpu(options, "asked for");
        var named = options.Providers.Count > 0;
        var found = named ? NamedProviders.TryCreate(options, out var failures) : CudaProvider.TryCreate(options, out failures);
        if (options.Target == ExecutionTarget.Auto)
        {
            return found is null
                ? Cpu(options, named ? $"no provider that was named works: {failures}" : $"CUDA is not available: {failures}")
                : found with { MayFallBack = true };
        }

        return found is not null && (failures.Length == 0 || !named) ? found : throw (named
            ? new ExecutionException(
                "Execution providers", string.Join(", ", options.Providers.Select(provider => provider.Name)), failures,
                $"Use an ONNX Runtime that has them (this one has {string.Join(", ", OrtEnv.Instance().GetAvailableProviders())}), or choose Auto or Cpu.")
            : new ExecutionException(
                "Execution target CUDA", "a CUDA provider for ONNX Runtime and an NVIDIA GPU", failures,
                "Install the GPU build of ONNX Runtime with its CUDA libraries, or choose Auto or Cpu."));
    }

    /// <summary>The CPU, for a reason.</summary>
    internal static Provider Cpu(RuntimeOptions options, string reason)
    {
        var threads = options.Threads switch { 0 => "one thread a core", 1 => "1 thread", var n => $"{n} threads" };
        return new Provider(new ExecutionInfo(ExecutionTarget.Cpu, $"CPU, {threads}", reason), static _ => { });
    }

    /// <summary>Whether a provider can be added to a session; what went wrong, where it cannot.</summary>
    internal static bool Works(Action<SessionOptions> append, out string failure)
    {
        try
        {
            using var session = new SessionOptions();
            append(session);
            failure = "";
            return true;
        }
        catch (Exception error) when (error is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException or NotSupportedException)
        {
            failure = error.Message;
            return false;
        }
    }
}
