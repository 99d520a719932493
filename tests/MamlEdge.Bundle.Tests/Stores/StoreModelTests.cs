using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static MamlEdge.Bundle.Tests.StoreSamples;

namespace MamlEdge.Bundle.Tests;

/// <summary>Random operations on a store and on a model of it in memory give the same, also after the store was closed and opened with another retention limit.</summary>
public sealed class StoreModelTests
{
    // One of them is chosen more often, so that histories grow longer than what is retained.
    private static readonly string[] People = ["alice", "Alice", "alice"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_store_does_what_its_model_does(bool encrypted) => Prop.ForAll(
        Gen.Choose(0, 999).ListOf(20).ToArbitrary(),
        codes => Run(codes, encrypted)).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    private static void Run(IEnumerable<int> codes, bool encrypted)
    {
        using var temp = new TempFolder();
        var (model, retain, round) = (People.Distinct().ToDictionary(person => person, _ => new ModelHistory()), 2, 0);
        var store = StateStore.Open(temp["s"], Options(encrypted, retain));
        foreach (var code in codes)
        {
            var (person, choice) = (People[code % 3], code / 30);
            var expected = model[person];
            switch (code / 3 % 10)
            {
                case <= 4:
                    round++;
                    store.Save(person, State(round), choice % 2 == 0 ? Support(round) : null);
                    expected.Save(round, choice % 2 == 0, retain);
                    break;
                case 5 or 6:
                    Same(expected.Rollback(), () => store.Rollback(person));
                    break;
                case 7:
                    Same(expected.Rollback(1 + (choice % 5)), () => store.Rollback(person, 1 + (choice % 5)));
                    break;
                case 8:
                    Assert.Equal(expected.Versions.Count > 0, store.Forget(person));
                    model[person] = new ModelHistory();
                    break;
                default:
                    retain = 1 + (choice % 3);
                    store.Dispose();
                    store = StateStore.Open(temp["s"], Options(encrypted, retain));
                    break;
            }

            foreach (var (name, history) in model)
                Assert.Equal(history.Text(), Text(store, name));
            Assert.Equal(model.Where(entry => entry.Value.Versions.Count > 0).Select(entry => entry.Key).Order(StringComparer.Ordinal), store.List().Select(p => p.Name));
        }

        store.Dispose();
    }

    private static void Same(int? expected, Func<StateVersion> rollback)
    {
        if (expected is { } version)
            Assert.Equal(version, rollback().Version);
        else
            Assert.Throws<BundleException>(rollback);
    }

    private static string Text(StateStore store, string person) => store.Current(person) is null ? "" : string.Join(" ", store.History(person).Select(v =>
        $"{v.Version}:{Round(store.Load(person, v.Version))}{(store.LoadSupport(person, v.Version) is { } kept ? "+" + kept.X.ToFloats()[0] : "")}{(v.IsCurrent ? "*" : "")}"));

    /// <summary>What a store knows of a person.</summary>
    private sealed class ModelHistory
    {
        private int _current, _last;

        internal List<(int Version, int Round, bool Kept, int Before)> Versions { get; } = [];

        internal void Save(int round, bool keep, int retain)
        {
            Versions.Add((++_last, round, keep, _current));
            while (Versions.Count > retain)
            {
                var oldest = Versions.FindIndex(v => v.Version != _last && (v.Version != _current || retain == 1));
                Versions.RemoveAt(oldest);
            }

            _current = _last;
        }

        internal int? Rollback() => Versions.Find(v => v.Version == _current) is { Before: > 0 } now ? Rollback(now.Before) : null;

        internal int? Rollback(int version)
        {
            if (!Versions.Exists(v => v.Version == version))
                return null;
            return _current = version;
        }

        internal string Text() => string.Join(" ", Versions.Select(v => $"{v.Version}:{v.Round}{(v.Kept ? "+" + v.Round : "")}{(v.Version == _current ? "*" : "")}"));
    }
}
