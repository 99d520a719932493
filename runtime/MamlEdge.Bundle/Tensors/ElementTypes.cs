namespace MamlEdge.Bundle;

/// <summary>Size and names of the element types.</summary>
public static class ElementTypes
{
    private static readonly (ElementType Type, string Safetensors, int Size)[] Table =
    [
        (ElementType.Float32, "F32", 4),
        (ElementType.Float64, "F64", 8),
        (ElementType.Float16, "F16", 2),
        (ElementType.BFloat16, "BF16", 2),
        (ElementType.Int8, "I8", 1),
        (ElementType.Int16, "I16", 2),
        (ElementType.Int32, "I32", 4),
        (ElementType.Int64, "I64", 8),
        (ElementType.UInt8, "U8", 1),
        (ElementType.UInt16, "U16", 2),
        (ElementType.UInt32, "U32", 4),
        (ElementType.UInt64, "U64", 8),
        (ElementType.Bool, "BOOL", 1),
    ];

    /// <summary>Bytes of one element.</summary>
    /// <param name="type">The element type.</param>
    public static int Size(this ElementType type) => Table[(int)type].Size;

    /// <summary>The name in a safetensors header, such as <c>F32</c>.</summary>
    /// <param name="type">The element type.</param>
    public static string SafetensorsName(this ElementType type) => Table[(int)type].Safetensors;

    /// <summary>The name in a manifest, such as <c>float32</c>.</summary>
    /// <param name="type">The element type.</param>
    public static string ManifestName(this ElementType type) => LowerCasePolicy.Instance.ConvertName(type.ToString());

    /// <summary>Finds the element type of a safetensors name.</summary>
    /// <param name="name">A name such as <c>F32</c>; case matters.</param>
    /// <param name="type">The element type, where the name is known.</param>
    /// <returns>Whether the name is known.</returns>
    public static bool TryParseSafetensors(string? name, out ElementType type)
    {
        foreach (var row in Table)
        {
            if (row.Safetensors != name)
                continue;
            type = row.Type;
            return true;
        }

        type = default;
        return false;
    }

    /// <summary>All safetensors names that are read, for messages.</summary>
    internal static string KnownSafetensorsNames => string.Join(", ", Table.Select(row => row.Safetensors));
}
