namespace MamlEdge.Bundle;

/// <content>Who is in the store, with which versions.</content>
public sealed partial class StateStore
{
    /// <summary>The current version of a person; null where the store does not know the person.</summary>
    /// <param name="person">Who.</param>
    /// <exception cref="BundleException">The history cannot be read.</exception>
    public StateVersion? Current(string person)
    {
        var folder = Folder(person);
        using var reading = _lock.Reading();
        return folder.Exists ? folder.ReadIndex().History.First(version => version.IsCurrent) : null;
    }

    /// <summary>The versions of a person, the oldest first.</summary>
    /// <param name="person">Who.</param>
    /// <exception cref="BundleException">There is no such person, or the history cannot be read.</exception>
    public IReadOnlyList<StateVersion> History(string person) => Read(person, (_, index) => index.History);

    /// <summary>Everyone in the store, ordered by name; those that cannot be read come first, each with its problem.</summary>
    /// <exception cref="BundleException">The folder cannot be read, or is in use for too long.</exception>
    public IReadOnlyList<StoredPerson> List()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var reading = _lock.Reading();
        try
        {
            return [.. _folder.People().Select(Stored).OrderBy(person => person.Name, StringComparer.Ordinal).ThenBy(person => person.Folder, StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BundleException(Location, "a folder that can be read", error.Message, "Check the path and its permissions.", error);
        }
    }

    private static StoredPerson Stored(PersonFolder folder)
    {
        try
        {
            var index = folder.ReadIndex();
            return new StoredPerson { Name = index.Name, Folder = folder.Id, History = index.History };
        }
        catch (BundleException error)
        {
            return new StoredPerson { Name = null, Folder = folder.Id, History = [], Problem = error };
        }
    }
}
