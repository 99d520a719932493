using Xunit;

namespace MamlEdge.Bundle.Tests;

/// <summary>A test of what only Linux has, such as links that anybody may make.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
            Skip = "Linux only.";
    }
}
