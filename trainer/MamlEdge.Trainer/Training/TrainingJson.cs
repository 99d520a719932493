using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MamlEdge.Exporter.Models;

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
