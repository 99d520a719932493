using Xunit;
using static MamlEdge.Bundle.Tests.StoreSamples;

namespace MamlEdge.Bundle.Tests;

/// <summary>Several processes and threads on one store: they take turns, and no change is lost.</summary>
public sealed class StoreSharingTests : IDisposable
{
    private const int Times = 20;
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Three_processes_that_save_at_the_same_time_lose_nothing()
    {
        string[] people = ["1", "2", "3"];
        var processes = people.Select(own => ChildProcess.Start("share", _temp["s"], own, $"{Times}")).ToArray();
        foreach (var process in processes)
        {
            using (process)
            {
                Assert.Equal("", process.StandardError.ReadToEnd());
                process.WaitForExit();
                Assert.Equal(0, process.ExitCode);
            }
        }

        using var store = StateStore.Open(_temp["s"]);
        Assert.All(people, own => Assert.Equal(Enumerable.Range(1, Times), store.History(own).Select(v => v.Origin.Steps)));
        var shared = store.History("shared");
        Assert.Equal(Enumerable.Range(1, 3 * Times), shared.Select(v => v.Version));
        Assert.Equal(people.SelectMany(own => Enumerable.Range((1000 * int.Parse(own)) + 1, Times)), shared.Select(v => Round(store.Load("shared", v.Version))).Order());
    }

    [Fact]
    public void Threads_with_one_store_and_with_stores_of_their_own_lose_nothing()
    {
        using var store = StateStore.Open(_temp["s"], Options(encrypted: true, retain: 100));
        var threads = Enumerable.Range(0, 6).Select(thread => new Thread(() =>
        {
            using var own = thread % 2 == 0 ? null : StateStore.Open(_temp["s"], Options(encrypted: true, retain: 100));
            for (var round = 0; round < 10; round++)
                (own ?? store).Save("alice", State((100 * thread) + round));
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();

        Assert.Equal(Enumerable.Range(0, 6).SelectMany(thread => Enumerable.Range(100 * thread, 10)), store.History("alice").Select(v => v.Origin.Steps).Order());
    }

    [Fact]
    public void A_store_that_is_in_use_for_longer_than_the_time_limit_is_named_as_such()
    {
        using var store = StateStore.Open(_temp["s"], new() { LockTimeout = TimeSpan.FromMilliseconds(50) });
        store.Save("alice", State(1));
        using (new FileStream(_temp["s/lock"], FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Contains("LockTimeout", Assert.Throws<BundleException>(() => store.Save("alice", State(2))).Message, StringComparison.Ordinal);
            Assert.Contains("LockTimeout", Assert.Throws<BundleException>(() => store.Load("alice")).Message, StringComparison.Ordinal);
        }

        // Readers do not keep each other waiting.
        using (new FileStream(_temp["s/lock"], FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            Assert.Equal(1, Round(store.Load("alice")));
            Assert.Throws<BundleException>(() => store.Save("alice", State(2)));
        }

        Assert.Equal(2, store.Save("alice", State(2)).Version);
    }
}
