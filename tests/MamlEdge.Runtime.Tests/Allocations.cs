namespace MamlEdge.Runtime.Tests;

/// <summary>What a call allocates once it is warm.</summary>
internal static class Allocations
{
    private const int Calls = 100;
    private const int Rounds = 5;

    /// <summary>
    /// Managed bytes that so many calls allocate on this thread, the least of a few rounds: what .NET itself allocates now and then, as when it compiles a method again, is
    /// none of the call's; what the call allocates is there in every round.
    /// </summary>
    internal static long Of(Action call)
    {
        for (var warm = 0; warm < Calls / 2; warm++)
            call();
        return Enumerable.Range(0, Rounds).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var at = 0; at < Calls; at++)
                call();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
    }
}
