namespace MamlEdge.Runtime.Tests;

internal sealed class TempFolder : IDisposable
{
    internal TempFolder() => Path = Directory.CreateTempSubdirectory("maml-edge-tests-").FullName;

    internal string Path { get; }

    internal string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>A copy of a test bundle that a test may damage.</summary>
    internal string CopyOf(string bundle)
    {
        var target = Directory.CreateDirectory(this[bundle]).FullName;
        foreach (var file in Directory.GetFiles(TestBundles.Path(bundle)))
            File.Copy(file, System.IO.Path.Combine(target, System.IO.Path.GetFileName(file)));
        return target;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
