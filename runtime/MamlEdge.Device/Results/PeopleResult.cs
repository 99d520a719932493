using MamlEdge.Device.Results.Json;
using MamlEdge.Results;

namespace MamlEdge.Device.Results;

/// <summary>Everyone in a state store.</summary>
/// <param name="Store">Its folder.</param>
/// <param name="Encrypted">Whether it is encrypted.</param>
/// <param name="People">Ordered by name; those that cannot be read first.</param>
internal sealed record PeopleResult(string Store, bool Encrypted, IReadOnlyList<PersonEntry> People) : CommandResult
{
    public override int ExitCode => People.All(person => person.Problem is null) ? Program.Done : Program.Failed;

    public override void Write(JsonFields json)
    {
        json.Text("store", Store);
        json.Flag("encrypted", Encrypted);
        json.Objects("people", People.Select(SharedJson.Fields));
    }

    public override IEnumerable<string> Lines() =>
    [
        .. People.Select(person => person.Problem ?? $"{PersonEntry.Shown(person.Name!)}: version {person.Current!.Version} of {person.Versions}, {person.Current.Bundle}, {Megabytes(person.Bytes)}"),
        $"{People.Count} in the store, {(Encrypted ? "encrypted" : "not encrypted")}.",
    ];
}
