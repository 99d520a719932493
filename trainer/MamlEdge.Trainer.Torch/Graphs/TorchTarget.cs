using MamlEdge.Exporter;
using MamlEdge.Exporter.Graphs;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace MamlEdge.Trainer.Torch.Graphs;

/// <summary>Where tensors live, and the floating-point type that stands for the graph's Float32.</summary>
/// <param name="Device">The device.</param>
/// <param name="Real">Float32 or Float64.</param>
internal sealed record TorchTarget(Device Device, ScalarType Real)
{
    /// <summary>The type that stands for a type of the graph.</summary>
    /// <exception cref="ExporterException">There is none.</exception>
    public ScalarType TypeOf(DataType type) => type switch
    {
        DataType.Float32 => Real,
        DataType.Float64 => ScalarType.Float64,
        DataType.Float16 => ScalarType.Float16,
        DataType.BFloat16 => ScalarType.BFloat16,
        DataType.Bool => ScalarType.Bool,
        DataType.Int64 => ScalarType.Int64,
        DataType.Int32 => ScalarType.Int32,
        DataType.Int16 => ScalarType.Int16,
        DataType.Int8 => ScalarType.Int8,
        DataType.UInt8 => ScalarType.Byte,
        _ => throw new ExporterException($"The engine 'torch' has no type for {type}. Use --engine onnx."),
    };

    /// <summary>A constant of the graph. The values are copied.</summary>
    public Tensor Constant(Exporter.Graphs.Tensor constant) =>
        tensor(constant.Values, [.. constant.Dims], ScalarType.Float64).to(TypeOf(constant.Type), Device);

    /// <summary>Host values as a tensor of <see cref="Real"/>. The values are copied.</summary>
    public Tensor Reals(float[] values, long[] shape) => tensor(values, shape, ScalarType.Float32).to(Real, Device);

    /// <summary>Class labels, which libtorch wants as 64-bit integers.</summary>
    public Tensor Labels(long[] values, long[] shape) => tensor(values, shape, ScalarType.Int64).to(ScalarType.Int64, Device);
}
