using System.Text.Json.Serialization;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Trainer.Training;

/// <summary>Generated reading and writing of run.json and metrics.jsonl.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TrainingMetrics))]
[JsonSerializable(typeof(RunDescription))]
[JsonSerializable(typeof(MlpSpec))]
[JsonSerializable(typeof(ConvNetSpec))]
internal sealed partial class TrainingJsonContext : JsonSerializerContext;
