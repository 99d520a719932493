namespace MamlEdge.Bundle;

/// <summary>
/// A folder with the personal states of many people: a history for each, of which one version is current. Whatever happens to the program or the power, the current
/// version is the one of before or the new one, whole. Safe for use by several threads and processes; dispose it when no call is in progress.
/// </summary>
/// <example>
/// <code>
/// using var store = StateStore.Open("people/", new StateStoreOptions { Key = key });
/// store.Save("alice", personal.State, support);
/// var state = store.Load("alice");
/// store.Rollback("alice");
/// store.Forget("alice");
/// </code>
/// </example>
public sealed class StateStore : IDisposable
{
    private readonly StateStoreOptions _options;
    private readonly StoreLock _lock;
    private readonly StoreSeal _seal;
    private readonly StoreFolder _folder;
    private bool _disposed;

    private StateStore(string location, StateStoreOptions options, StoreLock gate, StoreSeal seal)
    {
        (Location, _options, _lock, _seal) = (location, options, gate, seal);
        _folder = new StoreFolder(location, seal);
    }

    /// <summary>Full path of the folder.</summary>
    public string Location { get; }

    /// <summary>Whether the store is encrypted.</summary>
    public bool IsEncrypted => _seal.Encrypts;

    /// <summary>Opens a store, or makes one, and removes what a crash left over in it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">Key, retention, limits.</param>
    /// <exception cref="BundleException">The folder is no store, cannot be read or made; the key is missing, wrong or unwanted; the platform has no AES-GCM.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public static StateStore Open(string path, StateStoreOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new StateStoreOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Retain, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Retain, StateStoreOptions.MaximumRetain, nameof(options));
        StoreSeal.Check(options.Key);
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var gate = new StoreLock(root, options.LockTimeout);
        var seal = StoreFolder.Header(root, gate, options).Unlock(options.Key, root);
        var store = new StateStore(root, options with { Key = null }, gate, seal);
        store.Sweep();
        return store;
    }

    /// <summary>Adds a state to the history of a person and makes it the current one; saving what is current already changes nothing.</summary>
    /// <param name="person">Who: any text of 1 to 4096 characters; upper and lower case differ.</param>
    /// <param name="state">The state.</param>
    /// <param name="support">All examples that a later bundle shall adapt from in place of this state; null to keep none.</param>
    /// <returns>The version, on disk.</returns>
    /// <exception cref="BundleException">The store cannot be written to, is full, or in use for too long; the version of before is still current.</exception>
    public StateVersion Save(string person, PersonalState state, KeptSupport? support = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        var (stateBytes, supportBytes) = (Bounded("state", PersonalStateFile.ToBytes(state)), support is null ? null : Bounded("support set", support.ToBytes()));
        var digest = supportBytes is null ? null : FileDigest.Of(supportBytes);
        var folder = Folder(person);
        using var writing = _lock.Writing();
        var index = folder.Exists ? folder.ReadIndex() : PersonIndex.Of(person);
        var current = index.History.FirstOrDefault(version => version.IsCurrent);
        if (current is not null && current.Sha256 == state.Sha256 && current.Support == digest)
            return current;
        var version = new StateVersion
        {
            Version = index.Next,
            Replaces = current?.Version,
            Sha256 = state.Sha256,
            Bytes = stateBytes.Length,
            Origin = state.Origin,
            Support = digest,
        };
        folder.Append(index.With(version, _options.Retain), version, stateBytes, supportBytes);
        return version with { IsCurrent = true };
    }

    /// <summary>Reads a state and checks that it is the one that was saved. Whether it fits a bundle is checked where it is restored.</summary>
    /// <param name="person">Who.</param>
    /// <param name="version">Which version; null for the current one.</param>
    /// <exception cref="BundleException">There is no such person or version, or a file is missing or changed.</exception>
    public PersonalState Load(string person, int? version = null) => Read(person, (folder, index) => folder.ReadState(Find(person, index, version), _options.MaximumBytes));

    /// <summary>Reads the support set that was kept with a state; null where none was.</summary>
    /// <param name="person">Who.</param>
    /// <param name="version">Which version; null for the current one.</param>
    /// <exception cref="BundleException">There is no such person or version, or a file is missing or changed.</exception>
    public KeptSupport? LoadSupport(string person, int? version = null) =>
        Read(person, (folder, index) => folder.ReadSupport(Find(person, index, version), _options.MaximumBytes));

    /// <summary>The examples to keep with a state: those given now, after those that were kept with the state that it continued from.</summary>
    /// <param name="person">Who.</param>
    /// <param name="support">What was adapted to now.</param>
    /// <param name="from">The state that was continued; null where it was the bundle's start.</param>
    /// <exception cref="BundleException"><paramref name="from"/> is not the current state, or nothing was kept with it: no examples stand for the new state; or the examples cannot be joined.</exception>
    public KeptSupport SupportOf(string person, KeptSupport support, PersonalState? from)
    {
        ArgumentNullException.ThrowIfNull(support);
        if (from is null)
            return support;
        var before = Current(person) is { } current && current.Sha256 == from.Sha256 ? LoadSupport(person, current.Version) : null;
        return before?.With(support) ?? throw new BundleException(
            $"{Location}, '{person}'", "examples kept with the state to continue from", "none",
            "Those given now are not all that the new state stands for: keep none with it, or adapt from all examples.");
    }

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

    /// <summary>Writes a state as a file of its own, which is not encrypted: <see cref="PersonalState.Load"/> reads it.</summary>
    /// <param name="person">Who.</param>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <param name="version">Which version; null for the current one.</param>
    /// <exception cref="BundleException">There is no such person or version, or a file cannot be read or written.</exception>
    public void Export(string person, string path, int? version = null) => Load(person, version).Save(path);

    /// <summary>Adds the state of a file to the history of a person.</summary>
    /// <param name="person">Who.</param>
    /// <param name="path">A file that <see cref="Export"/> or <see cref="PersonalState.Save"/> wrote.</param>
    /// <exception cref="BundleException">The file is no personal state, or the store cannot be written to.</exception>
    public StateVersion Import(string person, string path) => Save(person, PersonalState.Load(path));

    /// <summary>Removes every trace of a person: states, support sets, name, leftovers of crashes. After a crash the person is there, whole, or gone once the store is opened again.</summary>
    /// <param name="person">Who.</param>
    /// <returns>Whether the store knew the person.</returns>
    /// <exception cref="BundleException">The files cannot be removed.</exception>
    public bool Forget(string person)
    {
        _ = Folder(person);
        using var writing = _lock.Writing();
        return _folder.Forget(person);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        _seal.Dispose();
    }

    // A store on a medium that cannot be written to is read as it is.
    private void Sweep()
    {
        try
        {
            using var writing = _lock.Writing();
            _folder.Sweep();
        }
        catch (Exception error) when ((error is BundleException ? error.InnerException : error) is IOException or UnauthorizedAccessException)
        {
        }
    }

    private T Read<T>(string person, Func<PersonFolder, PersonIndex, T> read)
    {
        var folder = Folder(person);
        using var reading = _lock.Reading();
        return read(folder, Index(person, folder));
    }

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

    private PersonFolder Folder(string person)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _folder.Of(person);
    }

    private PersonIndex Index(string person, PersonFolder folder) => folder.Exists
        ? folder.ReadIndex()
        : throw new BundleException(Location, $"a person '{person}'", "none of that name", "Save a state first, or look who is there with List.");

    private StateVersion Find(string person, PersonIndex index, int? version) =>
        index.Versions.FirstOrDefault(v => v.Version == (version ?? index.Current)) ?? throw Unknown(person, index, $"version {version}");

    private BundleException Unknown(string person, PersonIndex index, string wanted) => new(
        $"{Location}, '{person}'", wanted, $"a history of {string.Join(", ", index.Versions.Select(v => v.Version))}", "Choose one of these; a larger Retain keeps more.");

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

    private byte[] Bounded(string what, byte[] bytes) => bytes.Length <= _options.MaximumBytes
        ? bytes
        : throw new BundleException($"A {what} for {Location}", $"at most {_options.MaximumBytes} bytes", $"{bytes.Length}", "Open the store with a larger MaximumBytes, or adapt fewer parameters.");
}
