using MamlEdge.Runtime;

namespace MamlEdge.Native.Calls;

/// <summary>Options of C as those of the runtime; 0 is the default of each.</summary>
internal static class Options
{
    internal static RuntimeOptions Of(LoadOptions options) => new()
    {
        Target = options.Target switch
        {
            0 => ExecutionTarget.Cpu,
            1 => ExecutionTarget.Cuda,
            2 => ExecutionTarget.Auto,
            var other => throw new ArgumentException($"options.target: expected MAMLEDGE_CPU, MAMLEDGE_CUDA or MAMLEDGE_AUTO, got {other}."),
        },
        Threads = options.Threads switch
        {
            0 => 1,
            -1 => 0,
            > 0 and var threads => threads,
            var other => throw new ArgumentException($"options.threads: expected -1 or more, got {other}."),
        },
        DeviceIndex = options.DeviceIndex >= 0
            ? options.DeviceIndex
            : throw new ArgumentException($"options.device_index: expected 0 or more, got {options.DeviceIndex}."),
        VerifyHashes = options.TrustFiles == 0,
    };

    internal static AdaptOptions Of(StepOptions options) => new() { Steps = options.Steps == 0 ? null : options.Steps, Guard = options.NoGuard == 0 };
}
