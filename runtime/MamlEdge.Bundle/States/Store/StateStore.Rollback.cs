namespace MamlEdge.Bundle;

/// <content>Making another version the current one.</content>
public sealed partial class StateStore
{
    /// <summary>Makes the version current that was so before the current one was saved. Nothing is deleted: rolling back to the later one undoes it.</summary>
    /// <param name="person">Who.</param>
    /// <returns>The version that is current now.</returns>
    /// <exception cref="BundleException">There is no such person, nothing before, or the store cannot be written to.</exception>
    public StateVersion Rollback(string person) => Rollback(person, index =>
    {
        var current = Find(person, index, version: null);
        return current.Replaces is { } before
            ? Find(person, index, before)
            : throw new BundleException($"{Location}, '{person}', version {current.Version}", "a version before it", "the first", "Forget the person to go back to the model of before any adaptation.");
    });

    /// <summary>Makes a version current.</summary>
    /// <param name="person">Who.</param>
    /// <param name="version">Its number in the history.</param>
    /// <returns>The version that is current now.</returns>
    /// <exception cref="BundleException">There is no such person or version, or the store cannot be written to.</exception>
    public StateVersion Rollback(string person, int version) => Rollback(person, index => Find(person, index, version));

    /// <summary>Makes the newest version with a certain state current, such as the <see cref="PersonalStateOrigin.ParentSha256"/> of another.</summary>
    /// <param name="person">Who.</param>
    /// <param name="sha256"><see cref="PersonalState.Sha256"/> of the state.</param>
    /// <returns>The version that is current now.</returns>
    /// <exception cref="BundleException">There is no such person or state, or the store cannot be written to.</exception>
    public StateVersion Rollback(string person, string sha256) => Rollback(
        person, index => index.Versions.LastOrDefault(version => version.Sha256 == sha256) ?? throw Unknown(person, index, $"state {sha256}"));

    private StateVersion Rollback(string person, Func<PersonIndex, StateVersion> choose)
    {
        var folder = Folder(person);
        using var writing = _lock.Writing();
        var index = Index(person, folder);
        var version = choose(index);
        if (version.Version != index.Current)
            folder.Replace(index with { Current = version.Version });
        return version with { IsCurrent = true };
    }
}
