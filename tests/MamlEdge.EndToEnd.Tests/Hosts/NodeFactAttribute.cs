namespace MamlEdge.EndToEnd.Tests.Hosts;

/// <summary>A test that runs Node.js with packages from npm, and is skipped where they cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute()
    {
        if (NodeScripts.Absence is { } reason) Skip = reason;
    }
}
