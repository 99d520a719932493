using System.Runtime.InteropServices;
using System.Text;

namespace MamlEdge.EndToEnd.Tests;

/// <summary>
/// Writes small ONNX models byte by byte, so that these tests do not depend on the exporter's own writer. Field numbers are those
/// of the public onnx.proto.
/// </summary>
internal sealed class TinyOnnx
{
    private const int Float = 1;
    private readonly List<byte> _graph = [];

    /// <summary>A node that converts to float16 or float32.</summary>
    public TinyOnnx Cast(string input, string output, bool half)
    {
        var attribute = new List<byte>();
        Text(attribute, 1, "to");
        Varint(attribute, 3, half ? 10UL : 1);
        Varint(attribute, 20, 2);
        return Node("Cast", [input], output, [.. attribute]);
    }

    /// <summary>A node of the default domain.</summary>
    public TinyOnnx Node(string op, string[] inputs, string output, byte[]? attribute = null)
    {
        var node = new List<byte>();
        foreach (var input in inputs)
            Text(node, 1, input);
        Text(node, 2, output);
        Text(node, 3, output + "_node");
        Text(node, 4, op);
        if (attribute is not null)
            Bytes(node, 5, attribute);
        Bytes(_graph, 1, [.. node]);
        return this;
    }

    /// <summary>A float32 initializer.</summary>
    public TinyOnnx Floats(string name, long[] shape, params float[] values) => Tensor(name, Float, shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    /// <summary>A float16 initializer.</summary>
    public TinyOnnx Halves(string name, long[] shape, params float[] values) =>
        Tensor(name, 10, shape, MemoryMarshal.AsBytes(Array.ConvertAll(values, v => (Half)v).AsSpan()).ToArray());

    /// <summary>An int64 initializer.</summary>
    public TinyOnnx Longs(string name, long[] shape, params long[] values) => Tensor(name, 7, shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    /// <summary>Says that a value between two nodes is float32 [N, width], as exporters and shape inference do.</summary>
    public TinyOnnx Known(string name, int width)
    {
        Bytes(_graph, 13, Value(name, width));
        return this;
    }

    /// <summary>The whole model, with the input x [N, inputs] and the output y [N, outputs], where they are not named otherwise.</summary>
    public byte[] Model(int inputs, int outputs, string x = "x", string y = "y")
    {
        Text(_graph, 2, "tiny");
        Bytes(_graph, 11, Value(x, inputs));
        Bytes(_graph, 12, Value(y, outputs));
        var model = new List<byte>();
        Varint(model, 1, 8);
        Bytes(model, 7, [.. _graph]);
        var opset = new List<byte>();
        Varint(opset, 2, 17);
        Bytes(model, 8, [.. opset]);
        return [.. model];
    }

    /// <summary>y = x W, a model that everything can be done with.</summary>
    public static byte[] Linear() => new TinyOnnx()
        .Floats("W", [2, 1], 0.5f, -1)
        .Node("MatMul", ["x", "W"], "y")
        .Model(2, 1);

    private TinyOnnx Tensor(string name, int type, long[] shape, byte[] raw)
    {
        var tensor = new List<byte>();
        foreach (var size in shape)
            Varint(tensor, 1, (ulong)size);
        Varint(tensor, 2, (ulong)type);
        Text(tensor, 8, name);
        Bytes(tensor, 9, raw);
        Bytes(_graph, 5, [.. tensor]);
        return this;
    }

    private static byte[] Value(string name, int width)
    {
        List<byte> symbol = [], size = [], shape = [], tensor = [], type = [], value = [];
        Text(symbol, 2, "N");
        Varint(size, 1, (ulong)width);
        Bytes(shape, 1, [.. symbol]);
        Bytes(shape, 1, [.. size]);
        Varint(tensor, 1, Float);
        Bytes(tensor, 2, [.. shape]);
        Bytes(type, 1, [.. tensor]);
        Text(value, 1, name);
        Bytes(value, 2, [.. type]);
        return [.. value];
    }

    private static void Text(List<byte> to, int field, string text) => Bytes(to, field, Encoding.UTF8.GetBytes(text));

    private static void Bytes(List<byte> to, int field, byte[] bytes)
    {
        Number(to, (ulong)((field << 3) | 2));
        Number(to, (ulong)bytes.Length);
        to.AddRange(bytes);
    }

    private static void Varint(List<byte> to, int field, ulong value)
    {
        Number(to, (ulong)(field << 3));
        Number(to, value);
    }

    private static void Number(List<byte> to, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            to.Add((byte)(value | 0x80));
        to.Add((byte)value);
    }
}
