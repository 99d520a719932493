namespace MamlEdge.Trainer.Tests;

/// <summary>Finds the data sets beside the repository, which are not part of it.</summary>
internal static class SharedData
{
    public static string? Root { get; } = Find();

    public static string Omniglot => Path.Combine(Root!, "data", "omniglot");

    public static string FashionMnist => Path.Combine(Root!, "data", "fashion-mnist");

    public static string Har => Path.Combine(Root!, "data", "har");

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "MamlEdge.sln"))) continue;
            var shared = Path.Combine(folder.FullName, "..", "shared");
            return Directory.Exists(shared) ? Path.GetFullPath(shared) : null;
        }

        return null;
    }
}
