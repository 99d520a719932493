using System.Buffers;
using System.Runtime.InteropServices;
using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>Bytes of float32 numbers as numbers, so that ONNX Runtime reads a tensor where it lies.</summary>
internal sealed class FloatMemory(Memory<byte> bytes) : MemoryManager<float>
{
    /// <summary>A tensor for ONNX Runtime: the same memory for float32, a converted copy for other types.</summary>
    internal static OrtValue Wrap(SafeTensor tensor) => tensor.Type == ElementType.Float32
        ? OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, new FloatMemory(MemoryMarshal.AsMemory(tensor.Data)).Memory, tensor.Shape)
        : OrtValue.CreateTensorValueFromMemory(tensor.ToFloats(), tensor.Shape);

    public override Span<float> GetSpan() => MemoryMarshal.Cast<byte, float>(bytes.Span);

    public override MemoryHandle Pin(int elementIndex = 0) => bytes[(elementIndex * sizeof(float))..].Pin();

    public override void Unpin()
    {
        // The handle that Pin returned unpins.
    }

    protected override void Dispose(bool disposing)
    {
        // Nothing is owned.
    }
}
