using MamlEdge.Bundle;

namespace MamlEdge.Results;

/// <summary>A version in the history of a person.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Current">Whether it is the one in use.</param>
/// <param name="Replaces">The version that was current before it.</param>
/// <param name="Sha256">Identifies the state.</param>
/// <param name="ParentSha256">The state that it continued from.</param>
/// <param name="Bundle">Name of the bundle.</param>
/// <param name="BundleSha256">Identifies the bundle.</param>
/// <param name="Steps">Inner steps since the meta-learned parameters.</param>
/// <param name="CreatedAt">When it was adapted.</param>
/// <param name="Bytes">Size of the state.</param>
/// <param name="SupportBytes">Size of the examples kept with it; null where none were.</param>
internal sealed record StoredVersion(
    int Version,
    bool Current,
    int? Replaces,
    string Sha256,
    string? ParentSha256,
    string Bundle,
    string BundleSha256,
    int Steps,
    DateTimeOffset CreatedAt,
    long Bytes,
    long? SupportBytes)
{
    public static StoredVersion Of(StateVersion version) => new(
        version.Version, version.IsCurrent, version.Replaces, version.Sha256, version.Origin.ParentSha256, version.Origin.BundleName, version.Origin.BundleSha256,
        version.Origin.Steps, version.Origin.CreatedAt, version.Bytes, version.Support?.Bytes);
}
