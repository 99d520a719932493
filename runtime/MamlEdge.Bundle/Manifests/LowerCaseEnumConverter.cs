namespace MamlEdge.Bundle;

/// <summary>Enum values as their lower-case names (<c>Float32</c> as <c>float32</c>); numbers are refused.</summary>
/// <typeparam name="T">The enum.</typeparam>
public sealed class LowerCaseEnumConverter<T>() : EnumNameConverter<T>(LowerCasePolicy.Instance)
    where T : struct, Enum;
