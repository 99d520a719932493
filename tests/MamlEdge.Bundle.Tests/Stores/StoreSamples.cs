using System.Globalization;

namespace MamlEdge.Bundle.Tests;

/// <summary>States and support sets that tell which round they are of.</summary>
internal static class StoreSamples
{
    internal static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)(7 * i))];

    /// <summary>Patient enough for a machine on which several test runs take turns.</summary>
    internal static StateStoreOptions Options(bool encrypted, int retain = 10) => new() { Key = encrypted ? Key : null, Retain = retain, LockTimeout = TimeSpan.FromMinutes(2) };

    /// <summary>Large states have many losses too, so that the index, which lists them, is large as well.</summary>
    internal static PersonalState State(int round, string? parent = null, int floats = 6) => new(
        Samples.State().Origin with { Steps = round, ParentSha256 = parent, SupportLosses = [.. Enumerable.Repeat(round + 0.5f, 1 + (floats / 8))] },
        [KeyValuePair.Create("head.weight", SafeTensor.FromFloats(Enumerable.Repeat((float)round, floats).ToArray(), floats))]);

    internal static KeptSupport Support(int round, int examples = 2) => new(
        SafeTensor.FromFloats(Enumerable.Repeat((float)round, 3 * examples).ToArray(), examples, 3),
        SafeTensor.FromLongs([.. Enumerable.Range(0, examples).Select(i => (long)i)], examples))
    {
        Preprocessing = Samples.Manifest().Preprocessing,
    };

    /// <summary>The round of a state, after checking that it is the whole state of that round.</summary>
    internal static int Round(PersonalState state)
    {
        var expected = State(state.Origin.Steps, state.Origin.ParentSha256, state["head.weight"].Count);
        return expected.Sha256 == state.Sha256 ? state.Origin.Steps : throw new InvalidDataException($"a mixture instead of the state of round {state.Origin.Steps}");
    }

    /// <summary>A number that an environment variable asks for.</summary>
    internal static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The folder of a person who is alone in a store, or whose folder is given by its place in the order of names.</summary>
    internal static string FolderOf(string store, int number = 0) => Directory.GetDirectories(store).Order(StringComparer.Ordinal).ElementAt(number);

    internal static string Rounds(this StateStore store, string person) =>
        string.Join(" ", store.History(person).Select(v => v.Origin.Steps.ToString(CultureInfo.InvariantCulture) + (v.IsCurrent ? "*" : "")));
}
