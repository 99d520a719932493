namespace MamlEdge.EndToEnd.Tests;

/// <summary>Places in and beside the repository.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Reference data that lies beside the repository; see <see cref="SharedFactAttribute"/>.</summary>
    public static string Shared(params string[] parts) => Path.Combine([Root, "..", "shared", .. parts]);

    /// <summary>A bundle derived by hand: 4 numbers in, 3 classes out.</summary>
    public static string Votes { get; } = Path.Combine(Root, "tests", "MamlEdge.Runtime.Tests", "Bundles", "votes");

    /// <summary>A bundle derived by hand: a straight line through 2 inputs.</summary>
    public static string Line { get; } = Path.Combine(Root, "tests", "MamlEdge.Runtime.Tests", "Bundles", "line");

    /// <summary>A bundle that comes with the repository.</summary>
    public static string Model(string name) => Path.Combine(Root, "models", name);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MamlEdge.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No MamlEdge.sln above '{AppContext.BaseDirectory}'.");
    }
}
