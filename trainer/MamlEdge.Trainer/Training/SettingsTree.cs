using System.Text.Json;
using System.Text.Json.Nodes;

namespace MamlEdge.Trainer.Training;

/// <summary>Settings as run.json has them, for comparisons that leave none out.</summary>
internal static class SettingsTree
{
    /// <summary>What differs, by its path in run.json: <c>inner.steps</c>.</summary>
    public static IEnumerable<(string Path, JsonNode? Left, JsonNode? Right)> Differences(TrainingSettings left, TrainingSettings right) => Differences("", Of(left), Of(right));

    /// <summary>A value as people write it: no quotation marks, lists with commas.</summary>
    public static string Text(JsonNode? value) => value switch
    {
        null => "none",
        JsonArray { Count: 0 } => "none",
        JsonArray list => string.Join(", ", list.Select(Text)),
        JsonValue plain when plain.GetValueKind() == JsonValueKind.String => plain.GetValue<string>(),
        _ => value.ToJsonString(),
    };

    private static JsonNode? Of(TrainingSettings settings) => JsonSerializer.SerializeToNode(settings, TrainingJson.Document<TrainingSettings>());

    private static IEnumerable<(string Path, JsonNode? Left, JsonNode? Right)> Differences(string path, JsonNode? left, JsonNode? right)
    {
        if (left is JsonObject one && right is JsonObject other)
        {
            return one.Select(pair => pair.Key).Union(other.Select(pair => pair.Key))
                .SelectMany(name => Differences(path.Length == 0 ? name : $"{path}.{name}", one[name], other[name]));
        }

        return JsonNode.DeepEquals(left, right) ? [] : [(path, left, right)];
    }
}
