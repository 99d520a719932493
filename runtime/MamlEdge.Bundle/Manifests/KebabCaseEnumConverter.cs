using System.Text.Json;

namespace MamlEdge.Bundle;

/// <summary>Enum values in kebab case (<c>PerParameter</c> as <c>per-parameter</c>); numbers are refused.</summary>
/// <typeparam name="T">The enum.</typeparam>
public sealed class KebabCaseEnumConverter<T>() : EnumNameConverter<T>(JsonNamingPolicy.KebabCaseLower)
    where T : struct, Enum;
