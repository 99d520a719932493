using System.ComponentModel;
using System.Diagnostics;

namespace MamlEdge.EndToEnd.Tests.Hosts;

/// <summary>Programs of other languages, run to their end.</summary>
internal static class HostProgram
{
    /// <summary>Runs a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Where it runs; null for here.</param>
    public static (int Code, string Output) Execute(string program, IEnumerable<string> arguments, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder ?? "", RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }

    /// <summary>Whether a program is there and succeeds.</summary>
    public static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            return Execute(program, arguments).Code == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
