namespace MamlEdge.Trainer.Tests;

/// <summary>Finds the data sets beside the repository, which are not part of it.</summary>
internal static class SharedData
{
    public static string? Root { get; } = SolutionFolder.At("..", "shared") is var shared && Directory.Exists(shared) ? Path.GetFullPath(shared) : null;

    public static string Omniglot => Path.Combine(Root!, "data", "omniglot");

    public static string FashionMnist => Path.Combine(Root!, "data", "fashion-mnist");

    public static string Har => Path.Combine(Root!, "data", "har");
}
