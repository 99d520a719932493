namespace MamlEdge.Architecture.Tests;

/// <summary>The checked-out source tree that the tests judge.</summary>
internal static class Repository
{
    /// <summary>The folder that holds MamlEdge.sln.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MamlEdge.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above '{AppContext.BaseDirectory}' holds MamlEdge.sln.");
    }
}
