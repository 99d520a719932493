using System.Xml.Linq;
using MamlEdge.Tests;

namespace MamlEdge.Architecture.Tests;

/// <summary>What a project file references, by the names written in it.</summary>
/// <param name="Name">File name without extension, such as MamlEdge.Runtime.</param>
/// <param name="Folder">Its folder relative to the repository, with forward slashes.</param>
/// <param name="Packages">Packages that its users get as well.</param>
/// <param name="BuildPackages">Packages that only its own build uses (PrivateAssets="all").</param>
/// <param name="Projects">Full paths of the projects it references.</param>
internal sealed record ProjectFile(
    string Name,
    string Folder,
    IReadOnlyList<string> Packages,
    IReadOnlyList<string> BuildPackages,
    IReadOnlyList<string> Projects)
{
    /// <summary>Reads one project file.</summary>
    public static ProjectFile Read(string path)
    {
        var items = XDocument.Load(path).Descendants().ToList();
        var packages = items.Where(item => item.Name.LocalName == "PackageReference").ToLookup(IsPrivate, Included);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return new ProjectFile(
            Path.GetFileNameWithoutExtension(path),
            Path.GetRelativePath(SolutionFolder.Path, folder).Replace('\\', '/'),
            [.. packages[false].Order(StringComparer.Ordinal)],
            [.. packages[true].Order(StringComparer.Ordinal)],
            [.. items.Where(item => item.Name.LocalName == "ProjectReference")
                .Select(item => Path.GetFullPath(Path.Combine(folder, Included(item).Replace('\\', '/'))))]);
    }

    /// <summary>Every product project: those under exporter/, runtime/ and trainer/.</summary>
    public static IReadOnlyList<ProjectFile> Products() =>
        [.. new[] { "exporter", "runtime", "trainer" }
            .SelectMany(top => Directory.EnumerateFiles(Path.Combine(SolutionFolder.Path, top), "*.csproj", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal)
            .Select(Read)];

    /// <summary>This project and all that it reaches through project references.</summary>
    public IEnumerable<ProjectFile> Reached() => Projects.Select(Read).SelectMany(project => project.Reached()).Prepend(this);

    private static string Included(XElement item) => item.Attribute("Include")!.Value;

    private static bool IsPrivate(XElement item) => (string?)item.Attribute("PrivateAssets") == "all";
}
