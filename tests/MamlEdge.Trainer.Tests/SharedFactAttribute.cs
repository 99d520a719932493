namespace MamlEdge.Trainer.Tests;

/// <summary>A test that needs the data beside the repository, and shows as skipped where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute()
    {
        if (SharedData.Root is null) Skip = "The folder ../shared beside the repository is absent.";
    }
}
