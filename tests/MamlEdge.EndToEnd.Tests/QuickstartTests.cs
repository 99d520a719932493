using MamlEdge.Cli;

namespace MamlEdge.EndToEnd.Tests;

public sealed class QuickstartTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_quickstart_trains_exports_measures_and_reports()
    {
        var result = Tool.Json("quickstart", "--iterations", "60", "--episodes", "5", "-o", _folder["quick"]);

        Assert.Equal(Enumerable.Range(0, 11), result.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("steps").GetInt32()));
        Assert.Equal(6, result.GetProperty("files").GetArrayLength());
        Assert.Contains("Unseen tasks", File.ReadAllText(result.GetProperty("report").GetString()!), StringComparison.Ordinal);
        Assert.StartsWith("<svg", File.ReadAllText(_folder["quick", "picture.svg"]), StringComparison.Ordinal);
        Assert.True(Tool.Json("verify", result.GetProperty("bundle").GetString()!).GetProperty("valid").GetBoolean());
    }

    [Fact]
    public void The_quickstart_prints_the_errors_the_sizes_and_the_latency()
    {
        var run = Tool.Run("quickstart", "--iterations", "5", "--episodes", "2", "-o", _folder["quick"]);

        Assert.Equal(Program.Done, run.ExitCode);
        foreach (var text in new[] { "before", "after 1 step", "after 5 steps", "after 10 steps", "adapt.onnx", "adapt to 5 examples, 10 steps", "report.html" })
            Assert.Contains(text, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_exists_is_refused()
    {
        Directory.CreateDirectory(_folder["quick"]);

        Assert.Contains("already exists", Tool.Error(Program.Failed, "quickstart", "-o", _folder["quick"]), StringComparison.Ordinal);
    }
}
