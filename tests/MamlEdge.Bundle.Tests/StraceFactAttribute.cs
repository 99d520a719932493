using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace MamlEdge.Bundle.Tests;

/// <summary>A test that watches the calls of another process, or makes some fail.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class StraceFactAttribute : FactAttribute
{
    private static readonly bool Works = Try();

    public StraceFactAttribute()
    {
        if (!Works)
            Skip = "Needs Linux, strace, and a user who may trace processes.";
    }

    private static bool Try()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("strace", ["-o", "/dev/null", "true"]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
