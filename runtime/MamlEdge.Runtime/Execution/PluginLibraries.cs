using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>Libraries that bring execution providers to an ONNX Runtime that was built without them. Each is registered once in a process, and stays.</summary>
internal static class PluginLibraries
{
    private static readonly Lock Gate = new();
    private static readonly HashSet<string> Registered = new(StringComparer.Ordinal);

    /// <summary>Registers a library.</summary>
    /// <param name="library">Its full path.</param>
    /// <exception cref="OnnxRuntimeException">It is no such library, or does not load.</exception>
    internal static void Register(string library)
    {
        lock (Gate)
        {
            if (Registered.Contains(library))
                return;
            OrtEnv.Instance().RegisterExecutionProviderLibrary($"MamlEdge.{Registered.Count}.{Path.GetFileName(library)}", library);
            Registered.Add(library);
        }
    }

    /// <summary>The devices of a provider.</summary>
    internal static List<OrtEpDevice> Devices(Func<string, bool> provider) => [.. OrtEnv.Instance().GetEpDevices().Where(device => provider(device.EpName))];
}
