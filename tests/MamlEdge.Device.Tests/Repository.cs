namespace MamlEdge.Device.Tests;

/// <summary>Places in the repository.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file or folder below it.</summary>
    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A trained bundle: five characters a task, conv4-64, k = 1.</summary>
    public static string Omniglot { get; } = At("models", "omniglot-5w1s");

    /// <summary>A trained bundle: sine curves.</summary>
    public static string Sinusoid { get; } = At("models", "sinusoid-mlp");

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
