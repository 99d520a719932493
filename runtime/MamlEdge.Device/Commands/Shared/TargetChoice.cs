using MamlEdge.Runtime;

namespace MamlEdge.Commands;

/// <summary>Where a bundle runs, by what a command line says of devices and providers.</summary>
internal static class TargetChoice
{
    /// <summary>What is wrong where there is no target.</summary>
    public const string Contradiction = "--provider names providers, and --device another one. Leave one of them out, or say --device auto.";

    /// <summary>The target; null where the device and the providers exclude each other.</summary>
    /// <param name="device"><c>auto</c>, <c>cpu</c> or <c>cuda</c>; null where the command line names none.</param>
    /// <param name="providers">Whether it names providers.</param>
    public static ExecutionTarget? Of(string? device, bool providers) => device switch
    {
        "auto" => ExecutionTarget.Auto,
        null when providers => ExecutionTarget.Named,
        _ when providers => null,
        "cuda" => ExecutionTarget.Cuda,
        _ => ExecutionTarget.Cpu,
    };
}
