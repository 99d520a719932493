using System.Text.Json.Serialization;

namespace MamlEdge.Bundle;

/// <summary>One version in the history of a person.</summary>
public sealed record StateVersion
{
    /// <summary>Its number: 1 for the first state saved, counted on with every save and never used again.</summary>
    public required int Version { get; init; }

    /// <summary>The version that was current when this one was saved, to which <see cref="StateStore.Rollback(string)"/> leads; null for the first.</summary>
    public int? Replaces { get; init; }

    /// <summary><see cref="PersonalState.Sha256"/> of the state.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Size of the state in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bundle, steps, losses, time, and the parent's <see cref="PersonalState.Sha256"/>.</summary>
    public required PersonalStateOrigin Origin { get; init; }

    /// <summary>Size and hash of the support set kept with it; null where none was.</summary>
    public FileDigest? Support { get; init; }

    /// <summary>Whether <see cref="StateStore.Load"/> gives this version.</summary>
    [JsonIgnore]
    public bool IsCurrent { get; init; }

    /// <summary>File of the state in the folder of the person.</summary>
    [JsonIgnore]
    internal string StateFile => FileOf(Version) + ".state";

    /// <summary>File of the support set in the folder of the person.</summary>
    [JsonIgnore]
    internal string SupportFile => FileOf(Version) + ".support";

    /// <summary>The files that the version consists of.</summary>
    [JsonIgnore]
    internal IEnumerable<string> Files => Support is null ? [StateFile] : [StateFile, SupportFile];

    private static string FileOf(int version) => version.ToString("D8", System.Globalization.CultureInfo.InvariantCulture);
}
