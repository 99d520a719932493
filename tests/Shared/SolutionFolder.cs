namespace MamlEdge.Tests;

/// <summary>The checked-out source tree that the tests are of.</summary>
internal static class SolutionFolder
{
    /// <summary>The folder that holds MamlEdge.sln.</summary>
    public static string Path { get; } = Find();

    /// <summary>A file or folder below it.</summary>
    public static string At(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "MamlEdge.sln"))) return folder.FullName;
        throw new InvalidOperationException($"No folder above '{AppContext.BaseDirectory}' holds MamlEdge.sln.");
    }
}
