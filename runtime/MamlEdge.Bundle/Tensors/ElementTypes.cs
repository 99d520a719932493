namespace MamlEdge.Bundle;

/// <summary>Size and names of the element types.</summary>
public static class ElementTypes
{
    private static readonly Row[] Table =
    [
        new(ElementType.Float32, "F32", 4),
        new(ElementType.Float64, "F64", 8),
        new(ElementType.Float16, "F16", 2),
        new(ElementType.BFloat16, "BF16", 2),
        new(ElementType.Int8, "I8", 1),
        new(ElementType.Int16, "I16", 2),
        new(ElementType.Int32, "I32", 4),
        new(ElementType.Int64, "I64", 8),
        new(ElementType.UInt8, "U8", 1),
        new(ElementType.UInt16, "U16", 2),
        new(ElementType.UInt32, "U32", 4),
        new(ElementType.UInt64, "U64", 8),
        new(ElementType.Bool, "BOOL", 1),
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

    // A class, because each LINQ method over values of a struct of its own adds 10 KB to a native program.
    private sealed record Row(ElementType Type, string Safetensors, int Size);
}
