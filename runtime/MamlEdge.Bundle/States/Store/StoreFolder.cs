using System.Text;

namespace MamlEdge.Bundle;

/// <summary>The folder of a store: how it is made, what is found in it, and how leftovers go. Whoever calls <see cref="Sweep"/> or <see cref="Forget"/> holds the lock.</summary>
internal sealed class StoreFolder(string root, StoreSeal seal)
{
    private const string Forgotten = ".forgotten-";
    private const int LongestName = 4096;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The header of a store, which is made where there is none and the options allow it.</summary>
    internal static StoreHeader Header(string root, StoreLock gate, StateStoreOptions options)
    {
        var path = Path.Combine(root, StoreHeader.File);
        if (!File.Exists(path))
            Create(root, path, gate, options);
        return StoreFile.FromJson(FileBytes.Read(path, StoreHeader.MaximumBytes, StoreFile.WayOut), StoreJson.Default.StoreHeader, path);
    }

    /// <summary>The folder of a person, whether it exists or not.</summary>
    internal PersonFolder Of(string person) => new(root, IdOf(person), seal);

    /// <summary>The folders of all people.</summary>
    internal IEnumerable<PersonFolder> People() => Names(Directory.EnumerateDirectories(root))
        .Where(IsPerson)
        .Select(name => new PersonFolder(root, name, seal));

    /// <summary>Deletes what crashes left over: unfinished files and folders, versions that were never current, people who were about to be forgotten.</summary>
    internal void Sweep()
    {
        Delete(name => IsTemporary(name) || name.StartsWith(Forgotten, StringComparison.Ordinal));
        foreach (var folder in People())
        {
            try
            {
                folder.Tidy(folder.ReadIndex());
            }
            catch (BundleException)
            {
                // Of a folder that cannot be read nothing is known to be superfluous; whoever asks for the person is told.
            }
        }
    }

    /// <summary>Removes a person with everything that a crash may have left of them; false where there was no such person.</summary>
    internal bool Forget(string person)
    {
        var id = IdOf(person);
        var (path, aside) = (Path.Combine(root, id), Path.Combine(root, $"{Forgotten}{Guid.NewGuid():N}"));
        try
        {
            var exists = Directory.Exists(path);
            if (exists)
            {
                Directory.Move(path, aside);
                Posix.FlushDirectory(root);
            }

            Delete(name => name.StartsWith($".{id}.", StringComparison.Ordinal) || name.StartsWith(Forgotten, StringComparison.Ordinal));
            Posix.FlushDirectory(root);
            return exists;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Directory.Exists(path)
                ? AtomicFile.CannotWrite(path, error)
                : new BundleException(aside, "files that can be removed", error.Message, "The person is no longer in the store; open it again to remove these files.", error);
        }
    }

    private static void Create(string root, string header, StoreLock gate, StateStoreOptions options)
    {
        if (!options.Create)
            throw new BundleException(root, "a state store", Directory.Exists(root) ? $"a folder without '{StoreHeader.File}'" : "nothing there", "Check the path.");
        try
        {
            // Only the user whom the program runs as reads a new store; the folder of one that exists keeps its permissions.
            DurableFolder.Create(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            if (Names(Directory.EnumerateFileSystemEntries(root)).FirstOrDefault(name => name != StoreLock.File && !IsTemporary(name)) is { } strange && !File.Exists(header))
            {
                throw new BundleException(
                    root, "a state store, or an empty folder to make one in", $"a folder without '{StoreHeader.File}' that holds '{strange}'",
                    "Choose another folder; where this was a store, copy the file from a backup.");
            }

            using var writing = gate.Writing();
            if (!File.Exists(header))
                AtomicFile.Write(header, StoreFile.ToJson(StoreHeader.Create(options.Key), StoreJson.Default.StoreHeader));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw AtomicFile.CannotWrite(root, error);
        }
    }

    private void Delete(Func<string, bool> isLeftOver)
    {
        foreach (var name in Names(Directory.GetFileSystemEntries(root)).Where(isLeftOver))
        {
            var path = Path.Combine(root, name);
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            else
                File.Delete(path);
        }
    }

    private string IdOf(string person)
    {
        ArgumentNullException.ThrowIfNull(person);
        try
        {
            if (person.Length is > 0 and <= LongestName)
                return seal.FolderName(Utf8.GetBytes(person));
        }
        catch (EncoderFallbackException)
        {
            throw new BundleException("Name of a person", "text", "half of a surrogate pair, which is no character", "Give whole characters.");
        }

        throw new BundleException("Name of a person", $"1 to {LongestName} characters", $"{person.Length}", "Give a shorter name, such as an account number.");
    }

    private static bool IsPerson(string name) => name.Length == StoreSeal.FolderDigits && name.All(char.IsAsciiHexDigitLower);

    /// <summary>Whether <see cref="AtomicFile"/> or <see cref="AtomicFolder"/> wrote the header or a person under this name.</summary>
    private static bool IsTemporary(string name) => name.IndexOf(".tmp-", StringComparison.Ordinal) is > 0 and var end
        && name.StartsWith('.') && name[1..end] is var written && (written == StoreHeader.File || IsPerson(written));

    private static IEnumerable<string> Names(IEnumerable<string> paths) => paths.Select(path => Path.GetFileName(path));
}
