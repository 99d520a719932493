using MamlEdge.Bundle;

namespace MamlEdge.Benchmarks;

/// <summary>What a store of personal states costs against a file for each person: saving, loading, and opening a store of many people.</summary>
internal static class StoredStates
{
    // As many as conv4-64 has.
    private const int Parameters = 112_261;
    private static readonly PersonalState[] States = [State(1), State(2)];

    /// <summary>Runs it and prints one table.</summary>
    /// <param name="settings">How the races run.</param>
    /// <param name="folder">Where to write; the disk decides.</param>
    /// <returns>0.</returns>
    public static int Run(RaceSettings settings, string folder)
    {
        var root = Directory.CreateDirectory(Path.Combine(folder, $"mamledge-{Guid.NewGuid():N}")).FullName;
        try
        {
            var table = new RaceTable(settings, "what");
            using var plain = StateStore.Open(Path.Combine(root, "plain"));
            using var encrypted = StateStore.Open(Path.Combine(root, "encrypted"), new() { Key = new byte[32] });
            var (file, round) = (Path.Combine(root, "alice.state"), 0);
            table.Race(
                ["save"], new Repeated("a file", () => Next().Save(file)), new Repeated("store", () => plain.Save("alice", Next())),
                new Repeated("store, encrypted", () => encrypted.Save("alice", Next())));
            table.Race(
                ["load"], new Repeated("a file", () => PersonalState.Load(file)), new Repeated("store", () => plain.Load("alice")),
                new Repeated("store, encrypted", () => encrypted.Load("alice")));
            table.Race(["open"], [.. new[] { 1, 1_000, 10_000 }.Select(people => Opening(root, people))]);
            table.Print($"A state of {Parameters} parameters, {PersonalStateFile.ToBytes(States[0]).Length} bytes; 10 versions retained; {root}.");

            PersonalState Next() => States[round++ % 2];
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }

        return 0;
    }

    private static Repeated Opening(string root, int people)
    {
        var path = Path.Combine(root, $"{people}");
        var small = new PersonalState(States[0].Origin, [KeyValuePair.Create("w", SafeTensor.FromFloats([1], 1))]);
        using (var store = StateStore.Open(path))
        {
            for (var i = 0; i < people; i++)
                store.Save($"person {i}", small);
        }

        return new Repeated($"store, number of people: {people}", () => StateStore.Open(path).Dispose());
    }

    private static PersonalState State(int seed) => new(
        new PersonalStateOrigin { BundleName = "conv4-64", BundleSha256 = new('0', 64), Steps = seed, SupportLosses = [1, 0], CreatedAt = DateTimeOffset.UnixEpoch },
        [KeyValuePair.Create("w", SafeTensor.FromFloats([.. Enumerable.Range(0, Parameters).Select(i => (float)i / seed)], Parameters))]);
}
