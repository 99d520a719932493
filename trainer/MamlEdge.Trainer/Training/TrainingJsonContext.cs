using System.Text.Json.Serialization;

namespace MamlEdge.Trainer.Training;

/// <summary>Source-generated reading and writing of settings and metrics.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TrainingMetrics))]
internal sealed partial class TrainingJsonContext : JsonSerializerContext;
