namespace MamlEdge.Device.Tests.Publishing;

/// <summary>A test that watches which files a program opens.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TraceFactAttribute : FactAttribute
{
    public TraceFactAttribute()
    {
        Skip = Published.Absence ?? (ProcessRun.Succeeds("strace", "--version") ? null : "strace is not installed.");
    }
}
