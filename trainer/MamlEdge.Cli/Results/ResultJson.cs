using System.Text.Json.Serialization;

namespace MamlEdge.Cli.Results;

/// <summary>
/// Source-generated JSON of all results. Numbers that are not finite become the strings "NaN", "Infinity", "-Infinity",
/// since a diverged loss is a result too.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(ErrorResult))]
[JsonSerializable(typeof(AdaptResult))]
[JsonSerializable(typeof(BenchResult))]
[JsonSerializable(typeof(DoctorResult))]
[JsonSerializable(typeof(DrawingResult))]
[JsonSerializable(typeof(EvalResult))]
[JsonSerializable(typeof(ExportResult))]
[JsonSerializable(typeof(ForgetResult))]
[JsonSerializable(typeof(GradResult))]
[JsonSerializable(typeof(HistoryResult))]
[JsonSerializable(typeof(PeopleResult))]
[JsonSerializable(typeof(PredictResult))]
[JsonSerializable(typeof(QuickstartResult))]
[JsonSerializable(typeof(SignResult))]
[JsonSerializable(typeof(StoredStateResult))]
[JsonSerializable(typeof(SweepResult))]
[JsonSerializable(typeof(TrainResult))]
[JsonSerializable(typeof(InspectResult))]
[JsonSerializable(typeof(VerifyResult))]
internal sealed partial class ResultJson : JsonSerializerContext;
