namespace MamlEdge.Exporter.Graphs;

/// <summary>Element types of graph values; the numbers are those of ONNX <c>TensorProto.DataType</c>.</summary>
public enum DataType
{
    /// <summary>IEEE 754 single precision.</summary>
    Float32 = 1,

    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8 = 2,

    /// <summary>Signed 8-bit integer.</summary>
    Int8 = 3,

    /// <summary>Unsigned 16-bit integer.</summary>
    UInt16 = 4,

    /// <summary>Signed 16-bit integer.</summary>
    Int16 = 5,

    /// <summary>Signed 32-bit integer.</summary>
    Int32 = 6,

    /// <summary>Signed 64-bit integer.</summary>
    Int64 = 7,

    /// <summary>Text; carried through, never computed with.</summary>
    Text = 8,

    /// <summary>Truth value.</summary>
    Bool = 9,

    /// <summary>IEEE 754 half precision.</summary>
    Float16 = 10,

    /// <summary>IEEE 754 double precision.</summary>
    Float64 = 11,

    /// <summary>Unsigned 32-bit integer.</summary>
    UInt32 = 12,

    /// <summary>Unsigned 64-bit integer.</summary>
    UInt64 = 13,

    /// <summary>Complex number of two singles; carried through, never computed with.</summary>
    Complex64 = 14,

    /// <summary>Complex number of two doubles; carried through, never computed with.</summary>
    Complex128 = 15,

    /// <summary>Brain floating point, 16 bits.</summary>
    BFloat16 = 16,

    /// <summary>8-bit floating point, 4 bits of exponent; this and the types below are carried through, never computed with.</summary>
    Float8E4M3FN = 17,

    /// <summary>8-bit floating point, 4 bits of exponent, without negative zero.</summary>
    Float8E4M3FNUZ = 18,

    /// <summary>8-bit floating point, 5 bits of exponent.</summary>
    Float8E5M2 = 19,

    /// <summary>8-bit floating point, 5 bits of exponent, without negative zero.</summary>
    Float8E5M2FNUZ = 20,

    /// <summary>Unsigned 4-bit integer.</summary>
    UInt4 = 21,

    /// <summary>Signed 4-bit integer.</summary>
    Int4 = 22,
}

/// <summary>Questions about element types.</summary>
public static class DataTypes
{
    /// <summary>Whether gradients flow through values of this type.</summary>
    public static bool IsFloat(this DataType type) =>
        type is DataType.Float32 or DataType.Float64 or DataType.Float16 or DataType.BFloat16;

    /// <summary>Whether values of this type are computed with at export time; the others are carried through byte by byte.</summary>
    public static bool IsNumeric(this DataType type) => type is >= DataType.Float32 and <= DataType.BFloat16
        and not (DataType.Text or DataType.Complex64 or DataType.Complex128);
}
