namespace MamlEdge.Device.Tests;

/// <summary>Places in the repository.</summary>
internal static class Repository
{
    /// <summary>A file or folder below it.</summary>
    public static string At(params string[] parts) => SolutionFolder.At(parts);

    /// <summary>A trained bundle: five characters a task, conv4-64, k = 1.</summary>
    public static string Omniglot { get; } = At("models", "omniglot-5w1s");

    /// <summary>A trained bundle: sine curves.</summary>
    public static string Sinusoid { get; } = At("models", "sinusoid-mlp");
}
