namespace MamlEdge.Runtime;

/// <summary>Where graphs run.</summary>
public enum ExecutionTarget
{
    /// <summary>CUDA where it works, else the CPU; <see cref="ExecutionInfo.Reason"/> says why.</summary>
    Auto,

    /// <summary>The CPU.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU; an error where that does not work.</summary>
    Cuda,
}
