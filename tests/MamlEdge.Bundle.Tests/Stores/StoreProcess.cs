using System.Globalization;

namespace MamlEdge.Bundle.Tests;

/// <summary>What another process does with a store; its lines on standard output tell how far it is.</summary>
internal static class StoreProcess
{
    internal const string Person = "alice";

    /// <summary>In place of a round: nobody is there.</summary>
    internal const int Gone = -1;

    /// <summary>States of 512 KB, so that being killed while one is written is likely.</summary>
    internal const int Floats = 1 << 17;

    internal static void Run(string[] args)
    {
        var (what, path) = (args[0], args[1]);
        using var store = StateStore.Open(path, StoreSamples.Options(encrypted: args.Contains("encrypted"), retain: 4));
        Action run = what switch
        {
            "change" => () => ChangeForEver(store),
            "forget" => () => ForgetForEver(store),
            "share" => () => SaveMany(path, args[2], int.Parse(args[3], CultureInfo.InvariantCulture)),
            "fill" => () => FullDisk.Run(store, Path.Combine(Path.GetDirectoryName(path)!, "filler")),
            "save" => () => store.Save(Person, StoreSamples.State(int.Parse(args[2], CultureInfo.InvariantCulture))),
            "read" => () => ReadOnlyStore.Run(store),
            _ => throw new ArgumentException($"'{what}' is nothing that this program does.", nameof(args)),
        };
        run();
    }

    /// <summary>Says which round becomes current ("next"), makes it so, and says that it is ("done").</summary>
    private static void ChangeForEver(StateStore store)
    {
        for (var round = NextRound(store); ; round++)
        {
            var before = round % 4 == 3 ? store.Current(Person)!.Replaces : null;
            var back = before is null ? null : store.History(Person).FirstOrDefault(v => v.Version == before);
            var expected = back?.Origin.Steps ?? round;
            Say(expected, () => back is null ? Save(store, round) : store.Rollback(Person));
        }
    }

    /// <summary>Saves twice and forgets, over and over.</summary>
    private static void ForgetForEver(StateStore store)
    {
        for (var round = NextRound(store); ; round++)
        {
            if (round % 3 == 2)
                Say(Gone, () => store.Forget(Person) ? true : throw new InvalidOperationException("nobody to forget"));
            else
                Say(round, () => Save(store, round));
        }
    }

    private static int NextRound(StateStore store) => store.Current(Person) is null ? 0 : store.History(Person)[^1].Origin.Steps + 1;

    private static StateVersion Save(StateStore store, int round) => store.Save(Person, StoreSamples.State(round, floats: Floats), StoreSamples.Support(round));

    private static void Say<T>(int expected, Func<T> act)
    {
        Console.WriteLine($"next {expected}");
        _ = act();
        Console.WriteLine($"done {expected}");
    }

    private static void SaveMany(string path, string own, int times)
    {
        using var store = StateStore.Open(path, StoreSamples.Options(encrypted: false, retain: StateStoreOptions.MaximumRetain));
        for (var round = 1; round <= times; round++)
        {
            // A number of its own, so that no two processes save the same state.
            store.Save("shared", StoreSamples.State((1000 * int.Parse(own, CultureInfo.InvariantCulture)) + round));
            store.Save(own, StoreSamples.State(round));
            _ = StoreSamples.Round(store.Load("shared"));
            _ = store.List();
        }
    }
}
