using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>Opens graphs as ONNX Runtime sessions on one execution target.</summary>
internal sealed class SessionFactory(RuntimeOptions options, Provider provider)
{
    private const string WeightFolderKey = "session.model_external_initializers_file_folder_path";

    /// <summary>Where sessions run.</summary>
    internal ExecutionInfo Execution => provider.Info;

    /// <summary>Opens a graph.</summary>
    /// <param name="graph">Its file, inputs and outputs.</param>
    /// <param name="model">The bytes of the file.</param>
    /// <param name="weightFolder">The folder with the file that its external data, where it has any, refers to.</param>
    /// <param name="level">How far ONNX Runtime optimizes it.</param>
    internal InferenceSession Open(GraphSpec graph, byte[] model, string weightFolder, GraphOptimizationLevel level)
    {
        using var session = new SessionOptions
        {
            GraphOptimizationLevel = level,
            IntraOpNumThreads = options.Threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        // An idle device should not keep its cores spinning between predictions.
        session.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        session.AddSessionConfigEntry(WeightFolderKey, weightFolder);
        // Nothing but ONNX was checked; ONNX Runtime would take its own format too.
        session.AddSessionConfigEntry("session.load_model_format", "ONNX");
        try
        {
            provider.Append(session);
            var opened = new InferenceSession(model, session);
            graph.Require(opened);
            return opened;
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
                "Check the CUDA libraries and the driver, or choose Auto or Cpu.", error);
        }
    }
}
