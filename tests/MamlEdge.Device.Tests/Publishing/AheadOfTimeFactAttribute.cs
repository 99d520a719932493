namespace MamlEdge.Device.Tests.Publishing;

/// <summary>A test of what is compiled ahead of time; skipped where that is not possible.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AheadOfTimeFactAttribute : FactAttribute
{
    public AheadOfTimeFactAttribute()
    {
        if (Published.Absence is { } reason)
            Skip = reason;
    }
}
