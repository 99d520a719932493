using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace MamlEdge.Bundle.Tests;

/// <summary>A test that needs a disk of its own: a tmpfs in a mount namespace that ends with the process. Skipped where the user may not mount one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MountFactAttribute : FactAttribute
{
    private static readonly string[]? Found = new string[][] { ["unshare", "--mount"], ["unshare", "--map-root-user", "--mount"] }.FirstOrDefault(Works);

    public MountFactAttribute()
    {
        if (Found is null)
            Skip = "Needs Linux and a user who may mount a tmpfs (root, or unprivileged user namespaces).";
    }

    /// <summary>The command that runs another one in a mount namespace of its own.</summary>
    internal static string[] Namespace => Found ?? throw new InvalidOperationException("the test should have been skipped");

    private static bool Works(string[] command)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], [.. command[1..], "mount", "-t", "tmpfs", "tmpfs", Path.GetTempPath()]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
