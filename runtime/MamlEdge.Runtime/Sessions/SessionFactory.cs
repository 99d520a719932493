using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>Opens graphs as ONNX Runtime sessions on one execution target.</summary>
internal sealed class SessionFactory(RuntimeOptions options, Provider provider)
{
    /// <summary>Where sessions run.</summary>
    internal Provider Provider => provider;

    /// <summary>Opens a graph.</summary>
    /// <param name="graph">Its file, inputs and outputs.</param>
    /// <param name="model">The bytes of the file.</param>
    /// <param name="weights">The bytes of <see cref="BundleFiles.Theta"/>, to which its external data, where it has any, refers.</param>
    /// <param name="level">How far ONNX Runtime optimizes it.</param>
    /// <param name="cancellationToken">Ends loading.</param>
    /// <param name="optimized">Where to write the graph as ONNX Runtime has optimised it; null for nowhere.</param>
    internal InferenceSession Open(GraphSpec graph, byte[] model, byte[] weights, GraphOptimizationLevel level, CancellationToken cancellationToken, string? optimized = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var session = new SessionOptions
        {
            GraphOptimizationLevel = level,
            IntraOpNumThreads = options.Threads,
            InterOpNumThreads = options.ParallelOperators,
            ExecutionMode = options.ParallelOperators > 1 ? ExecutionMode.ORT_PARALLEL : ExecutionMode.ORT_SEQUENTIAL,
            EnableCpuMemArena = options.Arena,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        session.AddSessionConfigEntry("session.intra_op.allow_spinning", options.Spinning ? "1" : "0");
        session.AddSessionConfigEntry("session.inter_op.allow_spinning", options.Spinning ? "1" : "0");
        if (optimized is not null)
            session.OptimizedModelFilePath = optimized;
        // Nothing but ONNX was checked; ONNX Runtime would take its own format too.
        session.AddSessionConfigEntry("session.load_model_format", "ONNX");
        try
        {
            provider.Append(session);
            using var file = weights.AsMemory().Pin();
            ExternalWeights.Add(session, file, weights.Length);
            // Disposing the registration waits for a callback in progress, so that none touches options that are gone.
            using var ending = cancellationToken.Register(static options => ((SessionOptions)options!).SetLoadCancellationFlag(true), session);
            var opened = new InferenceSession(model, session);
            graph.Require(opened);
            return opened;
        }
        catch (OnnxRuntimeException error) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException($"Loading {graph.File} was cancelled.", error, cancellationToken);
        }
        catch (OnnxRuntimeException error) when (provider.Info.Target == ExecutionTarget.Cpu)
        {
            throw new BundleException(
                graph.File, $"an ONNX graph that ONNX Runtime {OrtEnv.Instance().GetVersionString()} loads", error.Message,
                "Export the bundle again, or use the ONNX Runtime version that the manifest asks for.", error);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ExecutionException(
                $"{graph.File} on {provider.Info.Device}", "a graph that loads", error.Message,
                "Check the libraries and the driver of the device, or choose Auto or Cpu.", error);
        }
    }
}
