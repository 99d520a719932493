namespace MamlEdge.Cli.Results;

/// <summary>One person in a state store.</summary>
/// <param name="Name">The name; null where it cannot be read.</param>
/// <param name="Folder">The person's folder in the store.</param>
/// <param name="Versions">Number of versions.</param>
/// <param name="Bytes">Size of all states and examples.</param>
/// <param name="Current">The version in use.</param>
/// <param name="Problem">Why the folder cannot be read.</param>
internal sealed record PersonEntry(string? Name, string Folder, int Versions, long Bytes, StoredVersion? Current, string? Problem);
