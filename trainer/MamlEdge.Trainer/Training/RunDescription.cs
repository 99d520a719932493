using System.Text.Json;
using System.Text.Json.Serialization;
using MamlEdge.Bundle;

namespace MamlEdge.Trainer.Training;

/// <summary>The content of run.json: what was asked for, and by which version.</summary>
/// <param name="Settings">The settings of the run.</param>
/// <param name="Version">Version of MamlEdge that started it.</param>
/// <param name="Preprocessing">How a raw example becomes an input; null where inputs are plain numbers.</param>
public sealed record RunDescription(TrainingSettings Settings, string Version, Preprocessing? Preprocessing)
{
    /// <summary>Names of the classes where every task has the same ones; null where a task chooses its own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The command that started it; null where a program did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Command { get; init; }

    /// <summary>What it was trained on; null where nothing has a name, and in runs from before it was recorded.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TrainedClasses? TrainedOn { get; init; }

    /// <summary>Which engine computed which meta-iterations; a new part begins where a resume changes that. Empty in runs from before it was recorded.</summary>
    public IReadOnlyList<RunPart> Parts { get; init; } = [];

    /// <summary>Why the last part computes tasks one by one: see <see cref="RunPart"/>.</summary>
    [JsonIgnore]
    public string? Fallback => Parts is [.., var last] ? last.Fallback : null;

    /// <summary>Why the bits of the last part need not be those of the run that it repeats or goes on with: see <see cref="RunPart"/>.</summary>
    [JsonIgnore]
    public string? Deviation => Parts is [.., var last] ? last.Deviation : null;

    /// <summary>Reads a run.json.</summary>
    /// <param name="file">The file.</param>
    /// <param name="strict">Whether a setting that this version does not know is an error, as it should be where a person wrote the file.</param>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="TrainingException">It is damaged; the message says where.</exception>
    public static RunDescription Read(string file, bool strict = false)
    {
        try
        {
            return TrainingJson.ReadDescription(File.ReadAllBytes(file), strict);
        }
        catch (JsonException error)
        {
            throw new TrainingException($"'{file}' is damaged: {error.Message}", error);
        }
    }
}
