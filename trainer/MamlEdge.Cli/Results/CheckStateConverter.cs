using System.Text.Json;
using System.Text.Json.Serialization;

namespace MamlEdge.Cli.Results;

/// <summary>Writes states as lower-case words.</summary>
internal sealed class CheckStateConverter() : JsonStringEnumConverter<CheckState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
