namespace MamlEdge.Tests;

/// <summary>A folder of its own for one test, removed afterwards.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder() => Path = Directory.CreateTempSubdirectory("mamledge-").FullName;

    public string Path { get; }

    public string this[params string[] parts] => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Everything that lies in it, hidden files included, relative and in ordinal order.</summary>
    public string[] Contents => [.. Directory.GetFileSystemEntries(Path, "*", SearchOption.AllDirectories)
        .Select(e => System.IO.Path.GetRelativePath(Path, e)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
