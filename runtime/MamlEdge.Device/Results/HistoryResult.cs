using MamlEdge.Device.Results.Json;
using MamlEdge.Results;

namespace MamlEdge.Device.Results;

/// <summary>The versions of a person.</summary>
/// <param name="Store">The folder of the store.</param>
/// <param name="Person">Who.</param>
/// <param name="Versions">The oldest first.</param>
internal sealed record HistoryResult(string Store, string Person, IReadOnlyList<StoredVersion> Versions) : CommandResult
{
    public override void Write(JsonFields json)
    {
        json.Text("store", Store);
        json.Text("person", Person);
        json.Objects("versions", Versions.Select(SharedJson.Fields));
    }

    public override IEnumerable<string> Lines() => Versions.Select(version =>
        $"{version.Version}{(version.Current ? " current" : "")}: {version.Bundle}, {version.Steps} steps, {version.CreatedAt:yyyy-MM-dd HH:mm}, {version.Sha256[..8]}");
}
