using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Training;

/// <summary>How run.json and metrics.jsonl are written.</summary>
internal static class TrainingJson
{
    private static readonly JsonSerializerOptions Documents = new(TrainingJsonContext.Default.Options)
    {
        WriteIndented = true,
        NewLine = "\n",
        TypeInfoResolver = TrainingJsonContext.Default.WithAddedModifier(AddModelKinds),
    };

    private static readonly JsonSerializerOptions StrictDocuments = new(Documents) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>A line of metrics.jsonl.</summary>
    public static JsonTypeInfo<TrainingMetrics> Metrics => TrainingJsonContext.Default.TrainingMetrics;

    /// <summary>A part of run.json, indented for people.</summary>
    /// <param name="strict">Whether reading refuses names that are not known.</param>
    public static JsonTypeInfo<T> Document<T>(bool strict = false) => (JsonTypeInfo<T>)(strict ? StrictDocuments : Documents).GetTypeInfo(typeof(T));

    /// <summary>The content of a run.json, of this version or an older one.</summary>
    /// <param name="json">The bytes.</param>
    /// <param name="strict">Whether to refuse names that are not known.</param>
    /// <exception cref="JsonException">It is damaged.</exception>
    public static RunDescription ReadDescription(ReadOnlySpan<byte> json, bool strict = false)
    {
        var tree = JsonNode.Parse(json);
        // Until 0.1.0 Omniglot was the only source with options.
        if (tree is JsonObject run && run["settings"] is JsonObject settings && settings.Remove("omniglot", out var old) && old is JsonObject omniglot)
        {
            // Its defaults, because generated reading gives 0 to what a file lacks.
            var options = JsonSerializer.SerializeToNode(new ImageOptions(), Document<DataOptions>())!;
            foreach (var (name, value) in omniglot) options[name] = value?.DeepClone();
            settings["dataOptions"] = options;
        }

        return tree.Deserialize(Document<RunDescription>(strict)) ?? throw new JsonException("Expected an object, got null.");
    }

    /// <summary>Tells models apart by "kind": their own assembly knows nothing of JSON.</summary>
    private static void AddModelKinds(JsonTypeInfo type)
    {
        if (type.Type != typeof(ModelSpec)) return;
        type.PolymorphismOptions = new JsonPolymorphismOptions
        {
            TypeDiscriminatorPropertyName = "kind",
            DerivedTypes = { new JsonDerivedType(typeof(MlpSpec), "mlp"), new JsonDerivedType(typeof(ConvNetSpec), "conv") },
        };
    }
}
