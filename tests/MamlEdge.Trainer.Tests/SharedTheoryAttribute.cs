namespace MamlEdge.Trainer.Tests;

/// <summary>A theory that needs the data beside the repository, and shows as skipped where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute()
    {
        if (SharedData.Root is null) Skip = "The folder ../shared beside the repository is absent.";
    }
}
