using System.Text.Json.Serialization;

namespace MamlEdge.Bundle;

/// <summary>The type of a tensor's elements. In JSON the lower-case name: <c>float32</c>, <c>int64</c>.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<ElementType>))]
public enum ElementType
{
    /// <summary>IEEE 754 binary32; safetensors <c>F32</c>.</summary>
    Float32,

    /// <summary>IEEE 754 binary64; safetensors <c>F64</c>.</summary>
    Float64,

    /// <summary>IEEE 754 binary16; safetensors <c>F16</c>.</summary>
    Float16,

    /// <summary>The upper half of a binary32; safetensors <c>BF16</c>.</summary>
    BFloat16,

    /// <summary>Signed, 8 bits; safetensors <c>I8</c>.</summary>
    Int8,

    /// <summary>Signed, 16 bits; safetensors <c>I16</c>.</summary>
    Int16,

    /// <summary>Signed, 32 bits; safetensors <c>I32</c>.</summary>
    Int32,

    /// <summary>Signed, 64 bits; safetensors <c>I64</c>.</summary>
    Int64,

    /// <summary>Unsigned, 8 bits; safetensors <c>U8</c>.</summary>
    UInt8,

    /// <summary>Unsigned, 16 bits; safetensors <c>U16</c>.</summary>
    UInt16,

    /// <summary>Unsigned, 32 bits; safetensors <c>U32</c>.</summary>
    UInt32,

    /// <summary>Unsigned, 64 bits; safetensors <c>U64</c>.</summary>
    UInt64,

    /// <summary>One byte, 0 or 1; safetensors <c>BOOL</c>.</summary>
    Bool,
}
