using MamlEdge.Device.Results.Json;
using MamlEdge.Results;

namespace MamlEdge.Device.Results;

/// <summary>The version of a person that was made current.</summary>
/// <param name="Store">The folder of the store.</param>
/// <param name="Person">Who.</param>
/// <param name="Version">The version.</param>
internal sealed record StoredStateResult(string Store, string Person, StoredVersion Version) : CommandResult
{
    public override void Write(JsonFields json)
    {
        json.Text("store", Store);
        json.Text("person", Person);
        json.Object("version", Version.Fields());
    }

    public override IEnumerable<string> Lines() =>
    [
        Fact("Person", PersonEntry.Shown(Person)),
        Fact("Version", $"{Version.Version}{(Version.Current ? ", current" : "")}"),
        Fact("State", Version.Sha256),
        Fact("Bundle", Version.Bundle),
        Fact("Steps", $"{Version.Steps}"),
    ];
}
