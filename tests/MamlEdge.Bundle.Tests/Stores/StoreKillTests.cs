using System.Globalization;
using Xunit;
using Xunit.Abstractions;
using static MamlEdge.Bundle.Tests.StoreSamples;

namespace MamlEdge.Bundle.Tests;

/// <summary>
/// A process that saves and rolls back, or forgets, is killed at random moments, again and again on the same store. <c>MAMLEDGE_KILLS</c> sets how often (300 for the figure in
/// docs/personal-states.md), <c>MAMLEDGE_SEED</c> repeats the moments.
/// </summary>
public sealed class StoreKillTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 6;
    private const int MostKills = 200;
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("change", false)]
    [InlineData("change", true)]
    [InlineData("forget", false)]
    [InlineData("forget", true)]
    public void Whenever_a_process_is_killed_the_store_has_what_was_before_or_what_comes_after(string what, bool encrypted)
    {
        var seed = Number("MAMLEDGE_SEED") ?? Random.Shared.Next();
        var (random, kills) = (new Random(seed), Number("MAMLEDGE_KILLS") ?? Kills);
        var (now, changed, between, left) = (StoreProcess.Gone, 0, 0, 0);
        var kill = 0;

        // A process that also forgets may leave nothing at any of a few moments; it goes on until a kill has come after a change.
        for (; kill < kills || (changed == 0 && kill < MostKills); kill++)
        {
            var (done, next) = RunAndKill(what, encrypted, linesBefore: kill % 3, random);
            left += LeftOver().Length > 0 ? 1 : 0;
            using var store = StateStore.Open(_temp["s"], Options(encrypted));
            var found = store.Current(StoreProcess.Person) is null ? StoreProcess.Gone : Round(store.Load(StoreProcess.Person));

            Assert.True(found == (done ?? now) || found == next, $"seed {seed}, kill {kill}: expected round {done ?? now} or {next}, got {found}");
            if (found == StoreProcess.Gone)
                Assert.Empty(Directory.GetDirectories(_temp["s"]));
            else
                Assert.All(store.History(StoreProcess.Person), version => CheckVersion(store, version));
            Assert.Empty(LeftOver());
            (changed, between) = (changed + (found != now ? 1 : 0), between + (next != done ? 1 : 0));
            now = found;
        }

        output.WriteLine($"seed {seed}: killed {kill} times, {between} times amid an operation, {left} times leaving temporary files; {changed} times with a new current version or none; 0 broken");
        Assert.True(changed > 0, "no process got as far as to save");
    }

    private string[] LeftOver() => Directory.Exists(_temp["s"]) ? Directory.GetFileSystemEntries(_temp["s"], ".*", SearchOption.AllDirectories) : [];

    /// <summary>Kills a process after so many of its lines and some random time. What it said last: the round that is surely current, and the one that it was about to make so.</summary>
    private (int? Done, int? Next) RunAndKill(string what, bool encrypted, int linesBefore, Random random)
    {
        using var process = ChildProcess.Start(what, _temp["s"], encrypted ? "encrypted" : "plain");
        var lines = new List<string>();
        try
        {
            while (lines.Count < linesBefore)
                lines.Add(process.StandardOutput.ReadLine() ?? throw new InvalidOperationException(process.StandardError.ReadToEnd()));
            Thread.Sleep(random.Next(linesBefore == 0 ? 250 : 60));
            Assert.False(process.HasExited, "the process ended by itself");
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }

        lines.AddRange(process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return (Last("done "), Last("next "));

        // A line cut by the kill has no number that could be trusted, but then the whole one before it names the moment as well.
        int? Last(string word) => lines.LastOrDefault(line => line.StartsWith(word, StringComparison.Ordinal)) is { } line
            ? int.Parse(line[word.Length..], CultureInfo.InvariantCulture)
            : null;
    }

    private static void CheckVersion(StateStore store, StateVersion version)
    {
        var round = Round(store.Load(StoreProcess.Person, version.Version));
        Assert.Equal(version.Origin.Steps, round);
        Assert.Equal(Support(round).ToBytes(), store.LoadSupport(StoreProcess.Person, version.Version)!.ToBytes());
    }
}
