using System.Text.Json.Serialization;

namespace MamlEdge.Device.Results;

/// <summary>Source-generated JSON of all results, written as <c>maml-edge</c> writes its own.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(ErrorResult))]
[JsonSerializable(typeof(AdaptResult))]
[JsonSerializable(typeof(BenchResult))]
[JsonSerializable(typeof(InfoResult))]
[JsonSerializable(typeof(PredictResult))]
internal sealed partial class ResultJson : JsonSerializerContext;
