using MamlEdge.Bundle;
using MamlEdge.Runtime;

namespace MamlEdge.Cli.Reporting;

/// <summary>The bundles of a comparison, each under a name of its own.</summary>
internal sealed class LoadedBundles : IDisposable
{
    private readonly List<(string Name, MetaModel Model)> _bundles = [];

    private LoadedBundles()
    {
    }

    /// <summary>Number of bundles.</summary>
    public int Count => _bundles.Count;

    /// <summary>The manifests of all.</summary>
    public IEnumerable<Manifest> Manifests => _bundles.Select(b => b.Model.Manifest);

    /// <summary>A bundle and what tables call it.</summary>
    public (string Name, MetaModel Model) this[int index] => _bundles[index];

    /// <summary>Loads all, or none.</summary>
    public static LoadedBundles Load(IReadOnlyList<string> paths, RuntimeOptions options)
    {
        var loaded = new LoadedBundles();
        try
        {
            foreach (var path in paths)
                loaded._bundles.Add((path, MetaModel.Load(path, options)));
            var names = Names(paths, [.. loaded._bundles.Select(b => b.Model.Manifest.Name)]);
            for (var i = 0; i < names.Count; i++)
                loaded._bundles[i] = loaded._bundles[i] with { Name = names[i] };
            return loaded;
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var (_, model) in _bundles)
            model.Dispose();
    }

    /// <summary>The bundles' own names where they differ, else those of their files, else their paths.</summary>
    private static IReadOnlyList<string> Names(IReadOnlyList<string> paths, IReadOnlyList<string> own)
    {
        string[] files = [.. paths.Select(p => Path.GetFileName(Path.TrimEndingDirectorySeparator(p)))];
        return new[] { own, files }.FirstOrDefault(names => names.Distinct().Count() == paths.Count) ?? paths;
    }
}
