namespace MamlEdge.EndToEnd.Tests;

/// <summary>A test that sends signals, and is skipped where the system has none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SignalFactAttribute : FactAttribute
{
    public SignalFactAttribute()
    {
        if (OperatingSystem.IsWindows())
            Skip = "needs signals";
    }
}
