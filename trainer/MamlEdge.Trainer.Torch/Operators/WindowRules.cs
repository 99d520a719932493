using MamlEdge.Exporter;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using MamlEdge.Trainer.Torch.Graphs;
using static TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace MamlEdge.Trainer.Torch.Operators;

/// <summary>
/// Convolutions and max pools over one to three spatial axes. Padding is an operator of its own where begin and end differ, because
/// libtorch pads both alike.
/// </summary>
internal static class WindowRules
{
    public static readonly Dictionary<Operator, TorchRule> Table = new()
    {
        [Convolution.Conv] = Forward,
        [Convolution.ConvInput] = Transposed,
        [Pooling.MaxPool] = MaxPool,
    };

    private static Tensor Forward(TorchNode n)
    {
        var windows = Windows.From(n.Attributes, n.Inputs[1].shape[2..]);
        var (x, pads) = Padded(n.X, windows, 0, AreAlike(windows.Pads));
        var group = n.Attributes.Int("group", 1);
        return n.Target.Product([x, .. n.Inputs.Skip(1)], operands =>
        {
            var (x, w, b) = (operands[0], operands[1], operands.ElementAtOrDefault(2));
            return windows.Rank switch
            {
                1 => conv1d(x, w, b, windows.Strides[0], pads[0], windows.Dilations[0], group),
                2 => conv2d(x, w, b, windows.Strides, pads, windows.Dilations, group),
                3 => conv3d(x, w, b, windows.Strides, pads, windows.Dilations, group),
                _ => throw TooManyAxes(n, windows),
            };
        });
    }

    /// <summary>The adjoint of Conv in its input: without padding, then cut or extended to the shape of that input.</summary>
    private static Tensor Transposed(TorchNode n)
    {
        var windows = Windows.From(n.Attributes, n.Inputs[1].shape[2..]);
        var group = n.Attributes.Int("group", 1);
        var none = new long[windows.Rank];
        var full = n.Target.Product(n.Inputs, o => windows.Rank switch
        {
            1 => conv_transpose1d(o[0], o[1], null, windows.Strides[0], 0, 0, windows.Dilations[0], group),
            2 => conv_transpose2d(o[0], o[1], null, windows.Strides, none, none, windows.Dilations, group),
            3 => conv_transpose3d(o[0], o[1], null, windows.Strides, none, none, windows.Dilations, group),
            _ => throw TooManyAxes(n, windows),
        });
        var begins = windows.Pads[..windows.Rank];
        var ends = n.Resolve("shape")[2..].Select((length, axis) => length + begins[axis] - full.shape[axis + 2]);
        return ShapingRules.Pad(full, [0, 0, .. begins.Select(p => -p), 0, 0, .. ends], 0);
    }

    private static Tensor MaxPool(TorchNode n)
    {
        var windows = Windows.From(n.Attributes);
        var ceil = n.Attributes.Int("ceil_mode") != 0;
        // libtorch takes at most half a window of padding.
        var fits = AreAlike(windows.Pads) && windows.Kernel.Select((k, axis) => 2 * windows.Pads[axis] <= k).All(enough => enough);
        var (x, pads) = Padded(n.X, windows, double.NegativeInfinity, fits);
        return windows.Rank switch
        {
            1 => max_pool1d(x, windows.Kernel[0], windows.Strides[0], pads[0], windows.Dilations[0], ceil),
            2 => max_pool2d(x, windows.Kernel, windows.Strides, pads, windows.Dilations, ceil),
            3 => max_pool3d(x, windows.Kernel, windows.Strides, pads, windows.Dilations, ceil),
            _ => throw TooManyAxes(n, windows),
        };
    }

    private static bool AreAlike(long[] pads) => pads.AsSpan(0, pads.Length / 2).SequenceEqual(pads.AsSpan(pads.Length / 2));

    /// <summary>The input and the padding that is left to libtorch: all of it, or none because it is in the input.</summary>
    private static (Tensor X, long[] Pads) Padded(Tensor x, Windows windows, double value, bool byLibtorch)
    {
        if (byLibtorch) return (x, windows.Pads[..windows.Rank]);
        return (ShapingRules.Pad(x, [0, 0, .. windows.Pads[..windows.Rank], 0, 0, .. windows.Pads[windows.Rank..]], value), new long[windows.Rank]);
    }

    private static ExporterException TooManyAxes(TorchNode n, Windows windows) =>
        new($"{n.Value.Op.Name} '{n.Value.Name}' has {windows.Rank} spatial axes; the engine 'torch' takes 1 to 3. Use --engine onnx.");
}
