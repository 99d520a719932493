namespace MamlEdge.EndToEnd.Tests;

/// <summary>A test that needs a file or folder of <c>../shared</c>, and is skipped where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute(params string[] parts)
    {
        var path = Repository.Shared(parts);
        if (!Path.Exists(path))
            Skip = $"needs '{Path.GetFullPath(path)}'";
    }
}
