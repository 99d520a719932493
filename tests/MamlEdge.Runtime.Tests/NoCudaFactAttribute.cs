using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace MamlEdge.Runtime.Tests;

/// <summary>A test of what happens where there is no CUDA; skipped where ONNX Runtime has it built in.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NoCudaFactAttribute : FactAttribute
{
    public NoCudaFactAttribute()
    {
        if (OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"))
            Skip = "This ONNX Runtime has CUDA built in.";
    }
}
