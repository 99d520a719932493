using MamlEdge.Bundle;

namespace MamlEdge.Results;

/// <summary>One person in a state store.</summary>
/// <param name="Name">The name; null where it cannot be read.</param>
/// <param name="Folder">The person's folder in the store.</param>
/// <param name="Versions">Number of versions.</param>
/// <param name="Bytes">Size of all states and examples.</param>
/// <param name="Current">The version in use.</param>
/// <param name="Problem">Why the folder cannot be read.</param>
internal sealed record PersonEntry(string? Name, string Folder, int Versions, long Bytes, StoredVersion? Current, string? Problem)
{
    public static PersonEntry Of(StoredPerson person) => new(
        person.Name,
        person.Folder,
        person.History.Count,
        person.History.Sum(version => version.Bytes + (version.Support?.Bytes ?? 0)),
        person.Current is { } current ? StoredVersion.Of(current) : null,
        person.Problem?.Message);

    /// <summary>A name may hold anything, also what would move the cursor of a terminal.</summary>
    public static string Shown(string name) => new string(Array.ConvertAll(name.ToCharArray(), c => char.IsControl(c) ? '\ufffd' : c));
}
