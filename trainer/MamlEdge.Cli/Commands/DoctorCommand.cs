using System.CommandLine;
using System.Runtime.InteropServices;
using MamlEdge.Cli.Exports;
using MamlEdge.Cli.Results;
using MamlEdge.Cli.Terminals;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Reports;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Cli.Commands;

/// <summary><c>maml-edge doctor</c>: versions, execution targets and room on this machine.</summary>
internal sealed class DoctorCommand(Terminal terminal)
    : ToolCommand("doctor", "Show versions, execution targets and what is missing on this machine.", terminal)
{
    private const long RoomForARun = 200_000_000;

    protected override CommandResult Execute(ParseResult arguments, Terminal terminal) => new DoctorResult([
        new("MamlEdge", CheckState.Ok, ToolVersion.Of(typeof(Program).Assembly)),
        new(".NET", CheckState.Ok, $"{Environment.Version} on {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}".ToLowerInvariant()),
        new("Processor", CheckState.Ok, $"{Environment.ProcessorCount} cores, {Quantities.Bytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)} of memory"),
        .. OnnxRuntime(),
        Disk(),
        Torch(),
    ]);

    private static IEnumerable<Check> OnnxRuntime()
    {
        string version;
        string[] providers;
        try
        {
            OnnxRuntimeTelemetry.TurnOff();
            version = OrtEnv.Instance().GetVersionString();
            providers = OrtEnv.Instance().GetAvailableProviders();
        }
        catch (Exception error) when (error is DllNotFoundException or TypeInitializationException or BadImageFormatException)
        {
            var cause = error.InnerException ?? error;
            return [new(
                "ONNX Runtime",
                CheckState.Problem,
                "the native library does not load: " + cause.Message,
                "Build with the package Microsoft.ML.OnnxRuntime for this system (./maml-edge does), and see that the C++ runtime is installed.")];
        }

        return [new("ONNX Runtime", CheckState.Ok, $"{version}, execution providers: {string.Join(", ", providers)}"), .. Targets()];
    }

    /// <summary>Where bundles can run: a model was run on each.</summary>
    private static IEnumerable<Check> Targets()
    {
        var targets = ExecutionTargets.Probe();
        foreach (var target in targets.Where(t => t.Works))
            yield return new(target.Name, CheckState.Ok, $"works: {target.Finding}");
        if (targets.FirstOrDefault(t => t.Name == "CPU" && !t.Works) is { } cpu)
            yield return new(cpu.Name, CheckState.Problem, cpu.Finding, "Install ONNX Runtime anew.");
        if (targets.FirstOrDefault(t => t.Name == "CUDA" && !t.Works) is { } cuda)
            yield return new(cuda.Name, CheckState.Absent, cuda.Finding, "For an NVIDIA GPU build with Ort=gpu ./maml-edge ... (or dotnet build -p:Ort=gpu).");
        TargetProbe[] others = [.. targets.Where(t => !t.Works && ExecutionTargets.KnownProviders.Contains(t.Name))];
        if (others.Length > 0)
        {
            yield return new(
                "Other providers", CheckState.Absent, string.Join("\n", others.Select(t => t.Finding)),
                "They come with builds of ONNX Runtime for phones, Windows and other processors (docs/execution-targets.md).");
        }
    }

    private static Check Disk()
    {
        var folder = Path.GetFullPath(".");
        try
        {
            var free = new DriveInfo(folder).AvailableFreeSpace;
            return free >= RoomForARun
                ? new("Disk", CheckState.Ok, $"{Quantities.Bytes(free)} free in {folder}")
                : new("Disk", CheckState.Problem, $"only {Quantities.Bytes(free)} free in {folder}", "A run with its checkpoints needs about 200 MB.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new("Disk", CheckState.Absent, "the free space is not known: " + error.Message);
        }
    }

    private static Check Torch()
    {
        const string Name = "Engine torch";
        if (EngineProviders.Torch is not { } torch)
            return new(Name, CheckState.Absent, "not in this build; the engine onnx does not need it", $"Where TorchSharp restores from the package feed, build with {EngineProviders.AddTorch}.");
        var facts = torch.Probe();
        return facts.Problem is { } problem
            ? new(Name, CheckState.Problem, $"{facts.Version}: {problem}", facts.Remedy)
            : new(Name, CheckState.Ok, $"{facts.Version}, devices: {string.Join(", ", facts.Devices.Select(d => $"{d.Device.ToString().ToLowerInvariant()} ({d.Name})"))}");
    }
}
