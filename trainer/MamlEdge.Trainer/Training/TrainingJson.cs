using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MamlEdge.Bundle;
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

    /// <summary>Settings of which only the defaults count.</summary>
    private static readonly TrainingSettings Bare = new()
    {
        Task = "",
        Episode = new EpisodeShape(1, 1, 1),
        Model = new MlpSpec(1, [], 1),
        Inner = new InnerSettings { Loss = LossKind.Mse, LearningRate = 1, Steps = 1, EvaluationSteps = 1 },
        MetaBatch = 1,
        Iterations = 0,
    };

    /// <summary>The defaults of settings, with a model and data of the same kind; where there is none, the smallest that can be.</summary>
    public static TrainingSettings DefaultsOf(TrainingSettings settings) => Bare with
    {
        Model = settings.Model is ConvNetSpec ? new ConvNetSpec(1, 1, 1, 1) : Bare.Model,
        DataOptions = settings.DataOptions switch
        {
            ImageOptions => new ImageOptions(),
            TableOptions => new TableOptions(),
            SensorOptions => new SensorOptions(),
            _ => null,
        },
    };

    /// <summary>A line of metrics.jsonl.</summary>
    public static JsonTypeInfo<TrainingMetrics> Metrics => TrainingJsonContext.Default.TrainingMetrics;

    /// <summary>A part of run.json, indented for people.</summary>
    /// <param name="strict">Whether reading refuses names that are not known.</param>
    public static JsonTypeInfo<T> Document<T>(bool strict = false) => (JsonTypeInfo<T>)(strict ? StrictDocuments : Documents).GetTypeInfo(typeof(T));

    /// <summary>The content of a run.json, of this version or an older one.</summary>
    /// <param name="json">The file.</param>
    /// <param name="strict">Whether names that are not known are refused.</param>
    /// <exception cref="JsonException">It is damaged.</exception>
    public static RunDescription ReadDescription(ReadOnlySpan<byte> json, bool strict = false)
    {
        var tree = JsonNode.Parse(json);
        if (tree is JsonObject run && run["settings"] is JsonObject settings)
        {
            // Until 0.1.0 Omniglot was the only source with options.
            if (settings.Remove("omniglot", out var old) && old is JsonObject omniglot) settings["dataOptions"] = Completed<DataOptions>(new ImageOptions(), omniglot);
            settings["objective"] = Completed(new ObjectiveSettings(), settings["objective"] as JsonObject ?? []);
            if (settings["inner"] is JsonObject inner) settings["inner"] = Completed(Bare.Inner, inner);
            run["settings"] = Completed(Bare, settings);
            run["parts"] ??= new JsonArray();
        }

        return tree.Deserialize(Document<RunDescription>(strict)) ?? throw new JsonException("Expected an object, got null.");
    }

    /// <summary>Values with those that a file may lack as they are by default, because generated reading gives 0 to them.</summary>
    private static JsonObject Completed<T>(T defaults, JsonObject values)
    {
        var node = JsonSerializer.SerializeToNode(defaults, Document<T>())!.AsObject();
        foreach (var property in Document<T>().Properties.Where(property => property.IsRequired)) node.Remove(property.Name);
        foreach (var (name, value) in values) node[name] = value?.DeepClone();
        return node;
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
