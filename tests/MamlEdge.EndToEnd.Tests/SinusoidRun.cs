namespace MamlEdge.EndToEnd.Tests;

/// <summary>A short sinusoid run and its bundle, made once for the tests of a class.</summary>
public sealed class SinusoidRun : IDisposable
{
    private readonly TestFolder _folder = new();

    public SinusoidRun()
    {
        Tool.Json([.. Train, "-o", Run]);
        Tool.Json("export", Run, "-o", Bundle);
    }

    /// <summary>What trains it; nothing is left to a measurement, so that the same command gives the same bits.</summary>
    public static string[] Train { get; } = ["train", "sinusoid", "--iterations", "40", "--batching", "vectorized", "--log-every", "10", "--validate-every", "20"];

    public string Run => _folder["run"];

    public string Bundle => _folder["bundle"];

    public string this[string name] => _folder[name];

    public void Dispose() => _folder.Dispose();
}
