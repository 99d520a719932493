using System.Globalization;
using System.Text.Json.Serialization;

namespace MamlEdge.Trainer.Tasks;

/// <summary>How data becomes tasks: part of run.json, told apart by <c>kind</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ImageOptions), "images")]
[JsonDerivedType(typeof(TableOptions), "table")]
[JsonDerivedType(typeof(SensorOptions), "sensor")]
public abstract record DataOptions
{
    /// <summary>
    /// A folder with train.json, val.json and test.json, or one JSON file with the properties train, val and test: each a list of names,
    /// or objects of lists, whose keys are joined to the names by slashes. Null: the usual split of the source.
    /// </summary>
    public string? SplitFile { get; init; }

    /// <summary>Draws the split by a seed even where the data comes with one.</summary>
    public bool SeededSplit { get; init; }

    /// <summary>Seed of the seeded split.</summary>
    public ulong SplitSeed { get; init; } = 1;

    /// <summary>The options of the command that divide the data so, a file without its folder; null for the usual split.</summary>
    [JsonIgnore]
    public virtual string? SplitArguments => SplitFile is { } file ? $"--split-file {Path.GetFileName(file)}"
        : SeededSplit ? string.Create(CultureInfo.InvariantCulture, $"--split-seed {SplitSeed}")
        : null;
}
