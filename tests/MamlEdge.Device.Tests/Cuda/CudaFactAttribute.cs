using MamlEdge.Runtime;

namespace MamlEdge.Device.Tests.Cuda;

/// <summary>A test on an NVIDIA GPU; skipped, with the reason, where ONNX Runtime runs nothing on one. Build with -p:Ort=gpu.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CudaFactAttribute : FactAttribute
{
    private static readonly Lazy<TargetProbe> Cuda = new(() => ExecutionTargets.Probe().Single(probe => probe.Name == "CUDA"));

    public CudaFactAttribute()
    {
        if (!Cuda.Value.Works)
            Skip = $"CUDA does not work here: {Cuda.Value.Finding}";
    }
}
