using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MamlEdge.Trainer.Training;

/// <summary>How metrics.jsonl is written.</summary>
internal static class TrainingJson
{
    /// <summary>On one line.</summary>
    public static JsonTypeInfo<T> Line<T>() => (JsonTypeInfo<T>)TrainingJsonContext.Default.Options.GetTypeInfo(typeof(T));
}
