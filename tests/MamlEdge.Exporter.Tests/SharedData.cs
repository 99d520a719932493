namespace MamlEdge.Exporter.Tests;

/// <summary>Finds the reference data that lies beside the repository.</summary>
internal static class SharedData
{
    public static string Golden => Path.Combine(Root, "golden");

    /// <summary>The models and references beside the tests.</summary>
    public static string PyTorch => SolutionFolder.At("tests", "MamlEdge.Exporter.Tests", "PyTorch");

    public static bool HasGolden => Directory.Exists(Golden);

    private static string Root => Path.GetFullPath(SolutionFolder.At("..", "shared"));
}

/// <summary>A theory on the reference data, skipped visibly where it is absent.</summary>
internal sealed class GoldenTheoryAttribute : TheoryAttribute
{
    public GoldenTheoryAttribute()
    {
        if (!SharedData.HasGolden) Skip = "The reference gradients (../shared/golden) are absent.";
    }
}
