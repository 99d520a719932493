using System.Diagnostics;

namespace MamlEdge.Bundle.Tests;

/// <summary>This assembly as a program of its own (<see cref="Program"/>), to be killed or to run beside others.</summary>
internal static class ChildProcess
{
    private static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private static string Assembly => typeof(Program).Assembly.Location;

    internal static Process Start(params string[] arguments) => Start(Dotnet, ["exec", Assembly, .. arguments]);

    /// <summary>Runs a shell script to its end, in which "$@" followed by arguments of the program runs it.</summary>
    /// <returns>What it wrote.</returns>
    internal static string RunShell(string[] before, string script)
    {
        using var process = Start(before[0], [.. before[1..], "sh", "-ec", script, "sh", Dotnet, "exec", Assembly]);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Result : throw new InvalidOperationException($"exit code {process.ExitCode}: {output.Result}{error}");
    }

    private static Process Start(string program, string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
