using System.Text.Json.Serialization;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Trainer.Training;

/// <summary>
/// Generated reading and writing of run.json and metrics.jsonl. A validation loss may be infinite before the training loss is: such numbers become the
/// strings "NaN" and "Infinity".
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TrainingMetrics))]
[JsonSerializable(typeof(RunDescription))]
[JsonSerializable(typeof(MlpSpec))]
[JsonSerializable(typeof(ConvNetSpec))]
internal sealed partial class TrainingJsonContext : JsonSerializerContext;
