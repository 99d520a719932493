using Xunit;

namespace MamlEdge.Bundle.Tests;

/// <summary>A test that needs the program openssl; skipped where it is not on the path.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpensslFactAttribute : FactAttribute
{
    public OpensslFactAttribute()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, "openssl"))))
            Skip = "openssl is not installed.";
    }
}
