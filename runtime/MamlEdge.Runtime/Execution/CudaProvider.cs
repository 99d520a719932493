using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>
/// Finds CUDA: first the provider that is built into the ONNX Runtime in use, then the provider library as a plug-in,
/// which also serves a core that was built without CUDA.
/// </summary>
internal static class CudaProvider
{
    private const string BuiltIn = "CUDAExecutionProvider";

    /// <summary>The provider, or null with what failed.</summary>
    internal static Provider? TryCreate(RuntimeOptions options, out string failures)
    {
        var provider = TryBuiltIn(options, out var builtIn);
        var plugin = "";
        provider ??= TryPlugin(options, out plugin);
        failures = $"{builtIn}; {plugin}";
        return provider;
    }

    private static Provider? TryBuiltIn(RuntimeOptions options, out string failure)
    {
        var environment = OrtEnv.Instance();
        if (!environment.GetAvailableProviders().Contains(BuiltIn))
        {
            failure = $"ONNX Runtime {environment.GetVersionString()} has no built-in CUDA provider";
            return null;
        }

        void Append(SessionOptions session)
        {
            // Plain float32, as on the CPU: TF32 keeps 10 bits of the mantissa.
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(new Dictionary<string, string>
            {
                ["device_id"] = $"{options.DeviceIndex}",
                ["use_tf32"] = "0",
                ["cudnn_conv_algo_search"] = "HEURISTIC",
            });
            session.AppendExecutionProvider_CUDA(cuda);
        }

        return Try(Append, $"CUDA device {options.DeviceIndex}, built-in provider", out failure);
    }

    private static Provider? TryPlugin(RuntimeOptions options, out string failure)
    {
        if (FindLibrary(options) is not { } library)
        {
            failure = options.CudaLibrary is null
                ? $"no {LibraryName} beside the program"
                : $"no file '{options.CudaLibrary}'";
            return null;
        }

        try
        {
            PluginLibraries.Register(library);
            var devices = PluginLibraries.Devices(name => name.Contains("CUDA", StringComparison.OrdinalIgnoreCase));
            if (options.DeviceIndex >= devices.Count)
            {
                failure = $"'{library}' finds {devices.Count} NVIDIA GPUs, of which index {options.DeviceIndex} was asked for";
                return null;
            }

            var chosen = devices[options.DeviceIndex];
            return Try(
                session => session.AppendExecutionProvider(OrtEnv.Instance(), [chosen], new Dictionary<string, string>()),
                $"CUDA device {options.DeviceIndex}, plug-in provider",
                out failure);
        }
        catch (OnnxRuntimeException error)
        {
            failure = $"'{library}': {error.Message}";
            return null;
        }
    }

    private static Provider? Try(Action<SessionOptions> append, string device, out string failure)
    {
        if (Provider.Works(append, out failure))
            return new Provider(new ExecutionInfo(ExecutionTarget.Cuda, device, "CUDA is available"), append);
        failure = $"{device}: {failure}";
        return null;
    }

    private static string LibraryName => OperatingSystem.IsWindows()
        ? "onnxruntime_providers_cuda.dll"
        : "libonnxruntime_providers_cuda.so";

    private static string? FindLibrary(RuntimeOptions options)
    {
        if (options.CudaLibrary is { } named)
            return File.Exists(named) ? Path.GetFullPath(named) : null;
        var platform = OperatingSystem.IsWindows() ? "win" : "linux";
        string[] folders = [".", Path.Combine("runtimes", $"{platform}-x64", "native")];
        return folders
            .Select(folder => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, folder, LibraryName)))
            .FirstOrDefault(File.Exists);
    }
}
