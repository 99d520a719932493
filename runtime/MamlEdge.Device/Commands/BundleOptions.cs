using MamlEdge.Device.CommandLine;
using MamlEdge.Runtime;

namespace MamlEdge.Device.Commands;

/// <summary>What the commands that run a bundle have in common: where it runs.</summary>
internal static class BundleOptions
{
    private static readonly Option Device = new("--device", "auto|cpu|cuda", "Where to run; the default is cpu, auto takes CUDA where it works.");
    private static readonly Option Threads = new("--threads", "N", "Threads within an operator; the default is 1, 0 takes one for each core.");

    /// <summary>The options.</summary>
    public static IReadOnlyList<Option> All { get; } = [Device, Threads];

    /// <summary>How a bundle is to be run.</summary>
    public static RuntimeOptions Read(Arguments arguments) => new()
    {
        Target = arguments.Text(Device) switch
        {
            null or "cpu" => ExecutionTarget.Cpu,
            "auto" => ExecutionTarget.Auto,
            "cuda" => ExecutionTarget.Cuda,
            var other => throw new UsageException($"'{Device.Name}' takes {Device.Value}, got '{other}'."),
        },
        Threads = arguments.Number(Threads, 0) ?? 1,
    };
}
