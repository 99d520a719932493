namespace MamlEdge.EndToEnd.Tests;

/// <summary>Places in and beside the repository.</summary>
internal static class Repository
{
    /// <summary>Reference data that lies beside the repository; see <see cref="SharedFactAttribute"/>.</summary>
    public static string Shared(params string[] parts) => SolutionFolder.At(["..", "shared", .. parts]);

    /// <summary>A bundle derived by hand: 4 numbers in, 3 classes out.</summary>
    public static string Votes { get; } = SolutionFolder.At("tests", "MamlEdge.Runtime.Tests", "Bundles", "votes");

    /// <summary>A bundle derived by hand: a straight line through 2 inputs.</summary>
    public static string Line { get; } = SolutionFolder.At("tests", "MamlEdge.Runtime.Tests", "Bundles", "line");

    /// <summary>A bundle that comes with the repository.</summary>
    public static string Model(string name) => SolutionFolder.At("models", name);
}
