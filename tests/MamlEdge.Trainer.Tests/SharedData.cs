namespace MamlEdge.Trainer.Tests;

/// <summary>Finds the repository, and the data sets beside it, which are not part of it.</summary>
internal static class SharedData
{
    /// <summary>The folder with MamlEdge.sln.</summary>
    public static string Repository { get; } = Above();

    public static string? Root { get; } = Path.Combine(Repository, "..", "shared") is var shared && Directory.Exists(shared) ? Path.GetFullPath(shared) : null;

    public static string Omniglot => Path.Combine(Root!, "data", "omniglot");

    public static string FashionMnist => Path.Combine(Root!, "data", "fashion-mnist");

    public static string Har => Path.Combine(Root!, "data", "har");

    private static string Above()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "MamlEdge.sln"))) return folder.FullName;
        throw new InvalidOperationException($"No MamlEdge.sln above '{AppContext.BaseDirectory}'.");
    }
}
