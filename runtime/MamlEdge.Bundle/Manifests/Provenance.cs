using System.Text.Json.Serialization;

namespace MamlEdge.Bundle;

/// <summary>Where a bundle comes from.</summary>
public sealed record Provenance
{
    /// <summary>The program that wrote the bundle, with its version.</summary>
    public required string Tool { get; init; }

    /// <summary>The data it was trained on.</summary>
    public string? Data { get; init; }

    /// <summary>The options of <c>train</c> that divided the data; null for its usual split.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Split { get; init; }

    /// <summary>
    /// Digests of the names of the classes (people, tasks) that it was trained on, in base64, so that an evaluation notices them; null where they have no names,
    /// or are not known.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TrainedOn { get; init; }

    /// <summary>Seed of the training run.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Training engine, such as <c>onnx</c>.</summary>
    public string? Engine { get; init; }

    /// <summary>Meta-learning algorithm, such as <c>maml</c>.</summary>
    public string? Algorithm { get; init; }

    /// <summary>Meta-iterations.</summary>
    public long? Iterations { get; init; }

    /// <summary>Which checkpoint of the run was taken: <c>latest</c>, or <c>best</c> by the validation split.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The command that makes it again.</summary>
    public string? Command { get; init; }

    /// <summary>Versions of what took part, such as <c>onnxruntime</c>; written in the order of the names.</summary>
    public IReadOnlyDictionary<string, string>? Versions { get; init; }
}
