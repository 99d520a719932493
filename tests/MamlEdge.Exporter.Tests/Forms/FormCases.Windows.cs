namespace MamlEdge.Exporter.Tests.Forms;

/// <summary>Pools and convolutions.</summary>
internal static partial class FormCases
{
    private static IEnumerable<FormCase> Pools()
    {
        foreach (var op in new[] { "MaxPool", "AveragePool", "LpPool" })
        {
            var old = op == "MaxPool" ? 12 : 11;
            yield return new(op, "1-D", old, [X(2, 2, 7)], ("kernel_shape", Ints(3)));
            yield return new(op, "2-D overlap, asymmetric pads", old, [X(1, 2, 6, 5)], ("kernel_shape", Ints(3, 2)), ("strides", Ints(2, 1)), ("pads", Ints(1, 0, 2, 1)));
            yield return new(op, "3-D", 18, [X(1, 2, 4, 3, 4)], ("kernel_shape", Ints(2, 2, 2)), ("strides", Ints(2, 1, 2)));
            yield return new(op, "ceil_mode", op == "LpPool" ? 18 : old, [X(1, 2, 6, 7)], ("kernel_shape", Ints(3, 3)), ("strides", Ints(2, 3)), ("ceil_mode", 1));
            yield return new(op, "ceil_mode with pads", op == "LpPool" ? 18 : old, [X(1, 1, 5, 6)], ("kernel_shape", Ints(2, 2)), ("strides", Ints(2, 2)), ("pads", Ints(1, 1, 1, 1)), ("ceil_mode", 1));
            yield return new(op, "dilations", op == "AveragePool" ? 19 : 18, [X(1, 2, 6, 7)], ("kernel_shape", Ints(2, 3)), ("dilations", Ints(2, 3)));
            yield return new(op, "SAME_UPPER", old, [X(1, 2, 5, 6)], ("kernel_shape", Ints(2, 3)), ("strides", Ints(1, 2)), ("auto_pad", "SAME_UPPER"));
            yield return new(op, "SAME_LOWER", old, [X(1, 2, 5, 6)], ("kernel_shape", Ints(2, 3)), ("strides", Ints(1, 2)), ("auto_pad", "SAME_LOWER"));
            yield return new(op, "VALID", old, [X(1, 2, 5, 6)], ("kernel_shape", Ints(2, 3)), ("strides", Ints(2, 2)), ("auto_pad", "VALID"));
        }

        yield return new("MaxPool", "indices", 12, [X(2, 2, 4, 5)], ("kernel_shape", Ints(2, 2)), ("strides", Ints(2, 2))) { Outputs = [true, true] };
        yield return new("MaxPool", "column-major indices", 12, [X(2, 2, 4, 5)], ("kernel_shape", Ints(2, 2)), ("storage_order", 1)) { Outputs = [true, true] };
        yield return new("AveragePool", "pads counted", 11, [X(1, 2, 5, 5)], ("kernel_shape", Ints(3, 3)), ("strides", Ints(2, 2)), ("pads", Ints(1, 0, 1, 1)), ("count_include_pad", 1));
        yield return new("AveragePool", "pads counted, ceil_mode", 19, [X(1, 1, 6, 6)], ("kernel_shape", Ints(3, 3)), ("strides", Ints(2, 2)), ("pads", Ints(1, 1, 0, 0)), ("count_include_pad", 1), ("ceil_mode", 1));
        yield return new("LpPool", "p = 1", 18, [X(1, 2, 5, 5)], ("kernel_shape", Ints(2, 2)), ("p", 1));
        yield return new("LpPool", "p = 3", 11, [X(1, 2, 5, 5)], ("kernel_shape", Ints(2, 2)), ("p", 3));
        yield return new("GlobalAveragePool", "3-D", 11, [X(2, 3, 2, 3, 2)]);
        yield return new("GlobalMaxPool", "1-D", 11, [X(2, 3, 4)]);
        yield return new("GlobalLpPool", "p = 2", 11, [X(2, 3, 4)]);
        yield return new("GlobalLpPool", "p = 3", 11, [X(2, 3, 2, 3)], ("p", 3));
    }

    private static IEnumerable<FormCase> Convolutions()
    {
        yield return new("Conv", "1-D, stride", 11, [X(2, 2, 9), X(3, 2, 3), X(3)], ("strides", Ints(2)), ("pads", Ints(1, 1)));
        yield return new("Conv", "2-D, groups", 11, [X(2, 4, 5, 5), X(6, 2, 3, 3)], ("group", 2));
        yield return new("Conv", "2-D, depthwise, stride", 11, [X(2, 3, 6, 6), X(3, 1, 3, 3)], ("group", 3), ("strides", Ints(2, 2)), ("pads", Ints(1, 1, 1, 1)));
        yield return new("Conv", "2-D, dilations", 11, [X(1, 2, 7, 7), X(2, 2, 2, 3)], ("dilations", Ints(3, 2)));
        yield return new("Conv", "2-D, asymmetric pads", 11, [X(1, 2, 4, 5), X(2, 2, 3, 2)], ("pads", Ints(0, 2, 1, 0)), ("strides", Ints(1, 2)));
        yield return new("Conv", "2-D, kernel_shape given", 11, [X(1, 2, 4, 5), X(2, 2, 3, 2)], ("kernel_shape", Ints(3, 2)));
        yield return new("Conv", "3-D, groups and stride", 11, [X(1, 2, 4, 3, 4), X(4, 1, 2, 2, 2), X(4)], ("group", 2), ("strides", Ints(2, 1, 1)));
        yield return new("Conv", "3-D, dilation and pads", 11, [X(1, 1, 4, 3, 4), X(2, 1, 2, 2, 2)], ("dilations", Ints(2, 1, 2)), ("pads", Ints(1, 0, 0, 0, 1, 1)));
        foreach (var mode in new[] { "SAME_UPPER", "SAME_LOWER", "VALID" })
        {
            yield return new("Conv", $"2-D, {mode}", 11, [X(1, 2, 5, 6), X(2, 2, 2, 3)], ("auto_pad", mode), ("strides", Ints(2, 1)));
            yield return new("Conv", $"1-D, {mode}, dilation", 11, [X(1, 2, 8), X(2, 2, 3)], ("auto_pad", mode), ("dilations", Ints(2))) { HasKernel = mode == "VALID" };
            yield return new("ConvTranspose", $"2-D, {mode}", 11, [X(1, 2, 3, 4), X(2, 2, 3, 2)], ("auto_pad", mode), ("strides", Ints(2, 3)));
        }

        yield return new("ConvTranspose", "1-D, output_padding", 11, [X(2, 2, 4), X(2, 3, 3), X(3)], ("strides", Ints(2)), ("output_padding", Ints(1)));
        yield return new("ConvTranspose", "2-D, asymmetric pads", 11, [X(1, 2, 4, 3), X(2, 3, 3, 2)], ("strides", Ints(2, 1)), ("pads", Ints(1, 0, 0, 1)));
        yield return new("ConvTranspose", "2-D, groups", 11, [X(2, 4, 3, 3), X(4, 2, 3, 3), X(4)], ("group", 2), ("strides", Ints(2, 2)), ("pads", Ints(1, 1, 1, 1)));
        yield return new("ConvTranspose", "2-D, depthwise", 11, [X(2, 3, 3, 3), X(3, 1, 2, 2)], ("group", 3), ("strides", Ints(2, 2)));
        yield return new("ConvTranspose", "2-D, dilations", 11, [X(1, 2, 3, 3), X(2, 2, 2, 3)], ("dilations", Ints(2, 2)));
        yield return new("ConvTranspose", "2-D, output_shape", 11, [X(1, 2, 3, 3), X(2, 2, 3, 3)], ("strides", Ints(2, 2)), ("output_shape", Ints(6, 5)));
        yield return new("ConvTranspose", "2-D, output_shape, SAME_UPPER", 11, [X(1, 2, 3, 3), X(2, 2, 3, 3)], ("strides", Ints(2, 2)), ("output_shape", Ints(6, 6)), ("auto_pad", "SAME_UPPER"));
        yield return new("ConvTranspose", "2-D, output_shape beyond the kernel", 11, [X(1, 1, 3, 3), X(1, 1, 2, 2)], ("strides", Ints(2, 2)), ("output_shape", Ints(7, 6)));
        yield return new("ConvTranspose", "2-D, output_shape strides beyond the kernel", 11, [X(1, 1, 3, 3), X(1, 2, 2, 2), X(2)], ("strides", Ints(2, 2)), ("output_shape", Ints(10, 6))) { HasKernel = false };
        yield return new("ConvTranspose", "2-D, output_padding of a stride", 11, [X(1, 2, 3, 3), X(2, 2, 2, 2)], ("strides", Ints(2, 1)), ("dilations", Ints(3, 3)), ("output_padding", Ints(2, 1)), ("pads", Ints(0, 1, 3, 0))) { HasKernel = false };
        yield return new("ConvTranspose", "3-D", 11, [X(1, 2, 2, 3, 2), X(2, 1, 2, 2, 2)], ("strides", Ints(2, 1, 2)), ("output_padding", Ints(1, 0, 0)));
    }
}
