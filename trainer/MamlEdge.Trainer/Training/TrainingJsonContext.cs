using System.Text.Json.Serialization;

namespace MamlEdge.Trainer.Training;

/// <summary>Generated reading and writing of metrics, and the conventions of all the trainer's JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TrainingMetrics))]
internal sealed partial class TrainingJsonContext : JsonSerializerContext;
