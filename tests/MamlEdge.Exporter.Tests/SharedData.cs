namespace MamlEdge.Exporter.Tests;

/// <summary>Finds the reference data that lies beside the repository.</summary>
internal static class SharedData
{
    public static string Golden => Path.Combine(Root, "golden");

    /// <summary>The models and references beside the tests.</summary>
    public static string PyTorch => Path.Combine(Repository, "tests", "MamlEdge.Exporter.Tests", "PyTorch");

    public static bool HasGolden => Directory.Exists(Golden);

    /// <summary>The root of this repository.</summary>
    public static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MamlEdge.sln"))) folder = folder.Parent;
            return folder?.FullName ?? ".";
        }
    }

    private static string Root => Path.GetFullPath(Path.Combine(Repository, "..", "shared"));
}

/// <summary>A theory on the reference data, skipped visibly where it is absent.</summary>
internal sealed class GoldenTheoryAttribute : TheoryAttribute
{
    public GoldenTheoryAttribute()
    {
        if (!SharedData.HasGolden) Skip = "The reference gradients (../shared/golden) are absent.";
    }
}
