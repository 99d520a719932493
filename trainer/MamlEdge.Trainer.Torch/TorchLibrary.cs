using System.Runtime.InteropServices;
using MamlEdge.Trainer.Engines;
using TorchSharp;

namespace MamlEdge.Trainer.Torch;

/// <summary>
/// Finds libtorch. The native library is loaded by name before any of TorchSharp's types is used, because TorchSharp prints pages to
/// standard output where it does not find it.
/// </summary>
internal static class TorchLibrary
{
    private const string Native = "LibTorchSharp";
    private const string Packages = "Build with -p:TorchSharp=cpu or -p:TorchSharp=cuda for this system (Linux x64 for cuda), and see that the C++ runtime is installed; or use --engine onnx.";

    /// <summary>Version and devices, or the reason why the library does not load.</summary>
    public static EngineFacts Probe()
    {
        var binding = "TorchSharp " + (typeof(torch).Assembly.GetName().Version?.ToString(3) ?? "of unknown version");
        try
        {
            NativeLibrary.Load(Native, typeof(torch).Assembly, null);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            return new(binding, [], "its native library does not load: " + Reason(error.Message), Packages);
        }

        return Loaded(binding);
    }

    /// <summary>Refuses a device that is not there.</summary>
    /// <exception cref="NotSupportedException">The library or the device is missing; the message says how to have it.</exception>
    public static void Require(ComputeDevice device)
    {
        var facts = Probe();
        if (facts.Problem is not null) throw new NotSupportedException($"The engine 'torch' cannot run: {facts.Problem} {facts.Remedy}");
        if (facts.Devices.Any(d => d.Device == device)) return;
        throw new NotSupportedException(
            $"The engine 'torch' finds no CUDA GPU: {facts.Version} sees {string.Join(", ", facts.Devices.Select(d => d.Name))}. " +
            "Build with -p:TorchSharp=cuda and install the NVIDIA driver (nvidia-smi must list the GPU), or use --device cpu.");
    }

    private static EngineFacts Loaded(string binding)
    {
        try
        {
            var version = $"{binding}, libtorch {torch.__version__}";
            List<(ComputeDevice, string)> devices = [(ComputeDevice.Cpu, $"the processor with {Environment.ProcessorCount} threads")];
            if (torch.cuda.is_available()) devices.Add((ComputeDevice.Cuda, $"{torch.cuda.device_count()} CUDA GPUs"));
            return new(version, devices);
        }
        catch (Exception error) when (error is TypeInitializationException or NotSupportedException or EntryPointNotFoundException or DllNotFoundException)
        {
            return new(binding, [], "libtorch is of another version than the binding: " + Reason((error.InnerException ?? error).Message), Packages);
        }
    }

    /// <summary>What a loader's message names as missing, in one sentence; the rest of it lists the places that were tried.</summary>
    private static string Reason(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var cause = lines.FirstOrDefault(line => line.Contains("undefined symbol", StringComparison.Ordinal) || (line.Contains("cannot open", StringComparison.Ordinal) && !line.Contains(Native, StringComparison.Ordinal)));
        return cause is not null ? cause + "." : lines.Any(line => line.Contains("cannot open", StringComparison.Ordinal)) ? $"'{Native}' is not among the files of the program." : lines[0];
    }
}
