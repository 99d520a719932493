namespace MamlEdge.Device.Tests.Publishing;

/// <summary>A test that compiles a C program against the shared library.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CompilerFactAttribute : FactAttribute
{
    public CompilerFactAttribute()
    {
        Skip = Published.Absence ?? (ProcessRun.Succeeds("cc", "--version") ? null : "No C compiler (cc) is installed.");
    }
}
