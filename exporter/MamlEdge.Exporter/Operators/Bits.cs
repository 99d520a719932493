using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Operators on the bits of integers: no gradient passes them.</summary>
public static class Bits
{
    /// <summary>a shifted by b bits (<c>direction</c> LEFT or RIGHT).</summary>
    public static readonly Operator BitShift = Of("BitShift", 11, (a, b, left) => left ? a << (int)b : a >> (int)b);

    /// <summary>The bits set in both.</summary>
    public static readonly Operator BitwiseAnd = Of("BitwiseAnd", 18, (a, b, _) => a & b);

    /// <summary>The bits set in either.</summary>
    public static readonly Operator BitwiseOr = Of("BitwiseOr", 18, (a, b, _) => a | b);

    /// <summary>The bits set in one of the two.</summary>
    public static readonly Operator BitwiseXor = Of("BitwiseXor", 18, (a, b, _) => a ^ b);

    /// <summary>The other bits.</summary>
    public static readonly Operator BitwiseNot = new("BitwiseNot")
    {
        Type = c => c.Inputs[0].TypedShape,
        Kernel = k => new Tensor(k.Type.Type, k.Inputs[0].Dims, Array.ConvertAll(k.Inputs[0].ToLongs(), a => Within(k.Type.Type, ~a))),
        HasZeroGradient = true,
        Batching = Batching.Elementwise,
    };

    private static Operator Of(string name, int opset, Func<long, long, bool, long> f) => new(name)
    {
        Opset = opset,
        Type = c => Broadcasting.Type(c),
        Kernel = k => Broadcasting.Map(
            k.Type.Type, k.Inputs[0], k.Inputs[1], (a, b) => Within(k.Type.Type, f((long)a, (long)b, k.Attributes.Text("direction") == "LEFT"))),
        HasZeroGradient = true,
        Batching = Batching.Elementwise,
    };

    private static double Within(DataType type, long bits) => type switch
    {
        DataType.UInt8 => (byte)bits,
        DataType.UInt16 => (ushort)bits,
        DataType.UInt32 => (uint)bits,
        DataType.UInt64 => (ulong)bits,
        DataType.Int8 => (sbyte)bits,
        DataType.Int16 => (short)bits,
        DataType.Int32 => (int)bits,
        _ => bits,
    };
}
