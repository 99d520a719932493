using MamlEdge.Exporter;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Trainer.Tasks;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace MamlEdge.Trainer.Torch.Graphs;

/// <summary>Where tensors live, and the floating-point type that stands for the graph's Float32.</summary>
/// <param name="device">The device.</param>
/// <param name="real">Float32 or Float64.</param>
/// <param name="isMixed">Whether matrix products and convolutions are in bfloat16.</param>
internal sealed class TorchTarget(Device device, ScalarType real, bool isMixed = false)
{
    /// <summary>The device.</summary>
    public Device Device { get; } = device;

    /// <summary>Float32 or Float64.</summary>
    public ScalarType Real { get; } = real;

    /// <summary>Bytes that were copied from the host to the device so far.</summary>
    public long CopiedBytes { get; private set; }

    /// <summary>
    /// A matrix product or convolution. Where the precision is mixed its operands and its result are bfloat16, as autocast has them, which
    /// TorchSharp lacks; gradients pass the casts, so that the products of the backward passes are in bfloat16 too. On the processor
    /// the operands are rounded and the operator is that of float32: libtorch 1.13 sums small products in bfloat16 there, and fails in the
    /// second derivative of a bfloat16 convolution (it takes a transposed one for a plain one).
    /// </summary>
    public Tensor Product(Tensor[] operands, Func<Tensor[], Tensor> product)
    {
        if (!isMixed || operands[0].dtype != Real) return product(operands);
        var narrow = operands.Select(Narrow);
        return Device.type == DeviceType.CUDA ? Wide(product([.. narrow])) : Wide(Narrow(product([.. narrow.Select(Wide)])));
    }

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
        Put(tensor(constant.Values, [.. constant.Dims], ScalarType.Float64), TypeOf(constant.Type));

    /// <summary>One number of a type, made on the device.</summary>
    public Tensor Number(double value, ScalarType type) => full(Array.Empty<long>(), value, type, Device);

    /// <summary>Host values as a tensor of <see cref="Real"/>. The values are copied.</summary>
    public Tensor Reals(float[] values, long[] shape) => Put(tensor(values, shape, ScalarType.Float32), Real);

    /// <summary>Host values as they are. The values are copied.</summary>
    public Tensor Floats(float[] values, long[] shape) => Put(tensor(values, shape, ScalarType.Float32), ScalarType.Float32);

    /// <summary>The numbers of a palette, as bytes where they are that small, else as 16-bit integers.</summary>
    public Tensor Codes(Palette palette, long[] shape) => palette.IsOfBytes
        ? Put(tensor(Array.ConvertAll(palette.Codes, code => (byte)code), shape, ScalarType.Byte), ScalarType.Byte)
        : Put(tensor(palette.Codes, shape, ScalarType.Int16), ScalarType.Int16);

    /// <summary>Indices, copied as 32-bit integers, as the 64-bit integers that libtorch wants.</summary>
    public Tensor Integers(int[] values, long[] shape) => Put(tensor(values, shape, ScalarType.Int32), ScalarType.Int32).to_type(ScalarType.Int64);

    /// <summary>Class labels, which libtorch wants as 64-bit integers.</summary>
    public Tensor Labels(long[] values, long[] shape) => Put(tensor(values, shape, ScalarType.Int64), ScalarType.Int64);

    private Tensor Put(Tensor host, ScalarType type)
    {
        CopiedBytes += host.numel() * host.element_size();
        return host.to(type, Device);
    }

    private static Tensor Narrow(Tensor tensor) => tensor.to_type(ScalarType.BFloat16);

    private Tensor Wide(Tensor tensor) => tensor.to_type(Real);
}
