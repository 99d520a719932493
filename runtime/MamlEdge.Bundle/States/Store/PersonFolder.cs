using System.Text;

namespace MamlEdge.Bundle;

/// <summary>
/// The folder of one person in a store: <c>person</c> (<see cref="PersonIndex"/>), and of each version <c>NUMBER.state</c> and perhaps <c>NUMBER.support</c>.
/// Files of versions are written first; the rename of <c>person</c> is what saves. Whoever calls holds the lock of the store.
/// </summary>
internal sealed class PersonFolder(string store, string id, StoreSeal seal)
{
    private readonly string _path = Path.Combine(store, id);

    /// <summary>Its name in the store.</summary>
    internal string Id => id;

    internal bool Exists => Directory.Exists(_path);

    /// <exception cref="BundleException">The index is missing, changed, or of another person.</exception>
    internal PersonIndex ReadIndex()
    {
        var source = Path.Combine(_path, PersonIndex.File);
        var contents = seal.Open(FileBytes.Read(source, PersonIndex.MaximumBytes, StoreFile.WayOut), Place(PersonIndex.File), source);
        var index = StoreFile.FromJson(contents, StoreJson.Default.PersonIndex, source).Checked(source);
        return seal.FolderName(Encoding.UTF8.GetBytes(index.Name)) == id
            ? index
            : throw new BundleException(source, "the index of this folder", "that of another one", $"Folders or files were exchanged. {StoreFile.WayOut}");
    }

    internal PersonalState ReadState(StateVersion version, int maximum)
    {
        var state = PersonalStateFile.Read(ReadContents(version.StateFile, version.Bytes, maximum), Path.Combine(_path, version.StateFile));
        return state.Sha256 == version.Sha256 ? state : throw Changed(version.StateFile, version.Sha256, state.Sha256);
    }

    internal KeptSupport? ReadSupport(StateVersion version, int maximum)
    {
        if (version.Support is not { } expected)
            return null;
        var contents = ReadContents(version.SupportFile, expected.Bytes, maximum);
        var actual = FileDigest.Of(contents);
        return actual == expected ? KeptSupport.Read(contents, Path.Combine(_path, version.SupportFile)) : throw Changed(version.SupportFile, expected.Sha256, actual.Sha256);
    }

    /// <summary>Adds a version: a crash leaves the index of before or that of afterwards.</summary>
    internal void Append(PersonIndex index, StateVersion version, byte[] state, byte[]? support)
    {
        var files = new List<KeyValuePair<string, byte[]>> { new(version.StateFile, Close(version.StateFile, state)) };
        if (support is not null)
            files.Add(new(version.SupportFile, Close(version.SupportFile, support)));
        if (Exists)
        {
            foreach (var (name, contents) in files)
                AtomicFile.Write(Path.Combine(_path, name), contents);
            Replace(index);
            Tidy(index);
        }
        else
        {
            files.Add(new(PersonIndex.File, Close(PersonIndex.File, Contents(index))));
            AtomicFolder.Write(_path, folder =>
            {
                foreach (var (name, contents) in files)
                    File.WriteAllBytes(Path.Combine(folder, name), contents);
            });
        }
    }

    /// <summary>Replaces the index in one step.</summary>
    internal void Replace(PersonIndex index) => AtomicFile.Write(Path.Combine(_path, PersonIndex.File), Close(PersonIndex.File, Contents(index)));

    /// <summary>Deletes what a crash or the retention limit left over. What cannot be deleted now is tried again at the next save and when the store is opened.</summary>
    internal void Tidy(PersonIndex index)
    {
        var wanted = index.Versions.SelectMany(version => version.Files).Append(PersonIndex.File).ToHashSet(StringComparer.Ordinal);
        try
        {
            foreach (var file in Directory.GetFiles(_path).Where(file => !wanted.Contains(Path.GetFileName(file))))
                File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }

    private byte[] ReadContents(string name, long bytes, int maximum)
    {
        var path = Path.Combine(_path, name);
        if (bytes > maximum)
            throw new BundleException(path, $"at most {maximum} bytes", $"{bytes}", "Open the store with a larger MaximumBytes.");
        var (size, file) = (bytes + seal.Overhead, FileBytes.Read(path, bytes + seal.Overhead, StoreFile.WayOut));
        return file.Length == size
            ? seal.Open(file, Place(name), path)
            : throw new BundleException(path, $"{size} bytes", $"{file.Length}", $"The file is changed. {StoreFile.WayOut}");
    }

    private byte[] Contents(PersonIndex index)
    {
        var json = StoreFile.ToJson(index, StoreJson.Default.PersonIndex);
        return json.Length <= PersonIndex.MaximumBytes
            ? json
            : throw new BundleException(_path, $"a history of at most {PersonIndex.MaximumBytes} bytes", $"{json.Length}", "Retain fewer versions.");
    }

    private byte[] Close(string name, byte[] contents) => seal.Close(contents, Place(name));

    private string Place(string name) => $"{id}/{name}";

    private BundleException Changed(string name, string expected, string got) =>
        new(Path.Combine(_path, name), $"contents with SHA-256 {expected}", got, $"The file is changed, or that of another version. {StoreFile.WayOut}");
}
