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
public sealed partial class StateStore : IDisposable
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
}
