using System.ComponentModel;
using System.Diagnostics;

namespace MamlEdge.Device.Tests.Publishing;

/// <summary>What a program of its own left behind.</summary>
internal sealed record ProcessRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Where it runs; null for here.</param>
    /// <param name="variables">Environment variables to set.</param>
    public static ProcessRun Of(string program, IEnumerable<string> arguments, string? folder = null, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? "" };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ProcessRun(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    /// <summary>Whether a program starts and succeeds.</summary>
    public static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            return Of(program, arguments).ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>The run, where it succeeded; otherwise the test fails with what it wrote.</summary>
    public ProcessRun Done()
    {
        Assert.True(ExitCode == 0, $"ended with {ExitCode}: {Output}{Error}");
        return this;
    }
}
