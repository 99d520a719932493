using Xunit;
using static MamlEdge.Bundle.Tests.StoreSamples;

namespace MamlEdge.Bundle.Tests;

public sealed class StateStoreTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_saved_is_loaded_also_by_the_next_who_opens_the_store(bool encrypted)
    {
        var first = State(1);
        using (var store = Open(encrypted))
        {
            Assert.Equal(1, store.Save("alice", first, Support(1)).Version);
            Assert.Equal(2, store.Save("alice", State(2, first.Sha256)).Version);
        }

        using var again = Open(encrypted);

        Assert.Equal(2, Round(again.Load("alice")));
        Assert.Equal(1, Round(again.Load("alice", 1)));
        Assert.Equal([first.Sha256, null], again.History("alice").Reverse().Select(v => v.Origin.ParentSha256));
        Assert.Equal((2, 1), (again.Current("alice")!.Version, again.Current("alice")!.Replaces));
        Assert.Null(again.LoadSupport("alice"));
        Assert.Equal(Support(1).ToBytes(), again.LoadSupport("alice", 1)!.ToBytes());
        Assert.Equal(encrypted, again.IsEncrypted);
    }

    [Fact]
    public void What_was_worked_out_from_a_version_is_saved_only_where_that_one_is_still_current()
    {
        using var store = Open();
        var first = store.SaveAfter(null, "alice", State(1))!;

        Assert.Null(store.SaveAfter(null, "alice", State(2)));
        var second = store.SaveAfter(first, "alice", State(2), Support(2))!;
        Assert.Null(store.SaveAfter(first, "alice", State(3)));
        store.Rollback("alice");
        Assert.Null(store.SaveAfter(second, "alice", State(3)));
        Assert.Equal("1* 2", store.Rounds("alice"));
        Assert.Equal(3, store.SaveAfter(first, "alice", State(3))!.Version);
        store.Forget("alice");
        Assert.Null(store.SaveAfter(first, "alice", State(4)));
        Assert.Empty(store.List());
        Assert.NotNull(store.SaveAfter(null, "alice", State(4)));
    }

    [Fact]
    public void Rolling_back_leads_to_what_was_current_before_and_deletes_nothing()
    {
        using var store = Open();
        Save(store, 1, 2, 3);

        Assert.Equal(2, store.Rollback("alice").Version);
        store.Save("alice", State(4));
        Assert.Equal("1 2 3 4*", store.Rounds("alice"));
        Assert.Equal(2, store.Rollback("alice").Version);
        Assert.Equal(1, store.Rollback("alice").Version);
        Assert.Contains("Forget", Refused(() => store.Rollback("alice")), StringComparison.Ordinal);

        store.Rollback("alice", 3);
        Assert.Equal("1 2 3* 4", store.Rounds("alice"));
        store.Rollback("alice", State(4).Sha256);
        Assert.Equal(4, Round(store.Load("alice")));
        Assert.Contains("1, 2, 3, 4", Refused(() => store.Rollback("alice", 5)), StringComparison.Ordinal);
        Assert.Contains("1, 2, 3, 4", Refused(() => store.Rollback("alice", State(5).Sha256)), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_so_many_versions_are_retained_but_always_the_current_one_and_the_one_before()
    {
        using var store = Open(retain: 3);
        Save(store, 1, 2, 3, 4);
        Assert.Equal("2 3 4*", store.Rounds("alice"));

        store.Rollback("alice", 2);
        store.Save("alice", State(5), Support(5));

        Assert.Equal("2 4 5*", store.Rounds("alice"));
        Assert.Equal(["00000002.state", "00000004.state", "00000005.state", "00000005.support", "person"], Files(FolderOf(store.Location)));
        Assert.Equal(2, store.Rollback("alice").Origin.Steps);
    }

    [Fact]
    public void Saving_what_is_current_already_adds_no_version_unless_the_examples_are_new()
    {
        using var store = Open();
        Assert.Equal(1, store.Save("alice", State(1)).Version);

        Assert.Equal(1, store.Save("alice", State(1)).Version);
        Assert.Equal(2, store.Save("alice", State(1), Support(1)).Version);
        Assert.Equal(2, store.Save("alice", State(1), Support(1)).Version);
    }

    [Fact]
    public void Everyone_is_listed_and_nobody_is_invented()
    {
        using var store = Open(encrypted: true);
        Assert.Empty(store.List());
        store.Save("bob", State(1));
        store.Save("alice", State(2));

        Assert.Equal(["alice", "bob"], store.List().Select(person => person.Name));
        Assert.Equal(2, store.List()[0].Current!.Origin.Steps);
        Assert.Null(store.Current("carol"));
        Assert.Contains("'carol'", Refused(() => store.Load("carol")), StringComparison.Ordinal);
        Refused(() => store.History("carol"));
        Refused(() => store.Rollback("carol"));
        Assert.False(store.Forget("carol"));
    }

    [Fact]
    public void Names_are_any_text_and_never_become_paths()
    {
        string[] names = ["alice", "Alice", "ALICE ", "../../etc/passwd", "/", "\\", ".", "..", "CON", "nul", "a:b", "a\0b", "\n", "\u00e9", "e\u0301", "😀", "person", "store.json", "lock", new('x', 4096)];
        using var store = Open();
        for (var i = 0; i < names.Length; i++)
            store.Save(names[i], State(i));

        Assert.Equal(names.Order(StringComparer.Ordinal), store.List().Select(person => person.Name));
        Assert.All(names, (name, i) => Assert.Equal(i, Round(store.Load(name))));
        Assert.Equal(["s"], Files(_temp.Path));
        Assert.Equal(names.Length, Files(store.Location).Except(["lock", "store.json"]).Count(name => name.Length == 32 && name.All(char.IsAsciiHexDigitLower)));
        Assert.Contains("surrogate", Refused(() => store.Save("a\ud800", State(1))), StringComparison.Ordinal);
        Assert.Contains("1 to 4096", Refused(() => store.Save("", State(1))), StringComparison.Ordinal);
        Refused(() => store.Save(new('x', 4097), State(1)));
    }

    [Fact]
    public void An_exported_state_is_an_ordinary_file_and_can_be_imported()
    {
        using var store = Open(encrypted: true);
        Save(store, 1, 2);

        store.Export("alice", _temp["a.state"]);
        store.Export("alice", _temp["old.state"], version: 1);

        Assert.Equal(2, Round(PersonalState.Load(_temp["a.state"])));
        Assert.Equal(1, Round(PersonalState.Load(_temp["old.state"])));
        Assert.Equal(store.Current("alice")!.Sha256, store.Import("bob", _temp["a.state"]).Sha256);
    }

    [Fact]
    public void What_is_larger_than_the_limit_is_neither_saved_nor_read()
    {
        using (var store = Open())
            Save(store, 1);
        using var small = StateStore.Open(_temp["s"], new StateStoreOptions { MaximumBytes = 100 });

        Assert.Contains("MaximumBytes", Refused(() => small.Save("alice", State(2))), StringComparison.Ordinal);
        Assert.Contains("MaximumBytes", Refused(() => small.Load("alice")), StringComparison.Ordinal);
        Assert.Equal(1, small.Current("alice")!.Version);
    }

    [Fact]
    public void Options_outside_their_range_and_a_closed_store_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => StateStore.Open(_temp["s"], new StateStoreOptions { Retain = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => StateStore.Open(_temp["s"], new StateStoreOptions { Retain = 1001 }));
        var store = Open();
        store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => store.Save("alice", State(1)));
        Assert.Throws<ObjectDisposedException>(() => store.List());
    }

    private static void Save(StateStore store, params int[] rounds)
    {
        foreach (var round in rounds)
            store.Save("alice", State(round));
    }

    private static string[] Files(string folder) => [.. Directory.GetFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string Refused(Func<object?> act) => Assert.Throws<BundleException>(act).Message;

    private StateStore Open(bool encrypted = false, int retain = 10) => StateStore.Open(_temp["s"], Options(encrypted, retain));
}
