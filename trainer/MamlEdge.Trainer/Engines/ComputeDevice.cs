namespace MamlEdge.Trainer.Engines;

/// <summary>Where an engine runs.</summary>
public enum ComputeDevice
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>The first NVIDIA GPU.</summary>
    Cuda,
}
