namespace MamlEdge.Runtime;

/// <summary>Where graphs run.</summary>
public enum ExecutionTarget
{
    /// <summary>
    /// The providers of <see cref="RuntimeOptions.Providers"/>, or CUDA where none are named, as far as they work; else the CPU, also where
    /// they fail later. <see cref="ExecutionInfo.Reason"/> says why.
    /// </summary>
    Auto,

    /// <summary>The CPU.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU; an error where that does not work.</summary>
    Cuda,

    /// <summary>The providers of <see cref="RuntimeOptions.Providers"/>; an error where one of them does not work.</summary>
    Named,
}
