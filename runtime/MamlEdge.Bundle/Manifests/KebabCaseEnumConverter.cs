using System.Text.Json;
using System.Text.Json.Serialization;

namespace MamlEdge.Bundle;

/// <summary>Enum values in kebab case (<c>PerParameter</c> as <c>per-parameter</c>); numbers are refused.</summary>
/// <typeparam name="T">The enum.</typeparam>
public sealed class KebabCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
