namespace MamlEdge.Bundle.Tests;

/// <summary>Run on a disk that cannot be written to any more: everything is read, nothing can be changed, and each attempt says why.</summary>
internal static class ReadOnlyStore
{
    internal static void Run(StateStore store)
    {
        var refused = 0;
        foreach (var act in new Action[]
        {
            () => store.Save("alice", StoreSamples.State(9)), () => store.Save("bob", StoreSamples.State(9)), () => store.Rollback("alice"), () => store.Forget("alice"),
            () => store.Export("alice", Path.Combine(store.Location, "a.state")),
        })
        {
            try
            {
                act();
            }
            catch (BundleException error) when (error.Message.Contains("Read-only file system", StringComparison.Ordinal))
            {
                refused++;
            }
        }

        Console.WriteLine($"refused {refused}, {store.List().Count} person, {store.Rounds("alice")}, loaded {StoreSamples.Round(store.Load("alice"))}");
    }
}
