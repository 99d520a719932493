using System.Text.Json;
using MamlEdge.Cli;

namespace MamlEdge.EndToEnd.Tests;

/// <summary>Runs the command in this process.</summary>
internal static class Tool
{
    public static ToolRun Run(params string[] args) => Run(CancellationToken.None, args);

    public static ToolRun Run(CancellationToken cancellation, params string[] args)
    {
        using var stdout = new StringWriter();
        using var stderr = new StringWriter();
        var exitCode = Program.Run(args, stdout, stderr, cancellation);
        return new ToolRun(exitCode, stdout.ToString(), stderr.ToString());
    }

    /// <summary>Runs a command that must succeed, with <c>--json</c>, and returns what it wrote.</summary>
    public static JsonElement Json(params string[] args)
    {
        var run = Run([.. args, "--json"]);
        Assert.True(run.ExitCode == Program.Done, $"exit code {run.ExitCode}: {run.Error}");
        return run.Json();
    }

    /// <summary>Runs a command that must fail, and returns its message; nothing but the message may be written.</summary>
    public static string Error(int exitCode, params string[] args)
    {
        var run = Run(args);
        Assert.True(run.ExitCode == exitCode, $"expected exit code {exitCode}, got {run.ExitCode}: {run.Output}{run.Error}");
        Assert.Equal("", run.Output);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        return Assert.Single(run.Error.Split('\n'), line => line.StartsWith("error: ", StringComparison.Ordinal));
    }
}
