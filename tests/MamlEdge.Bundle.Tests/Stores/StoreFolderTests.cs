using System.Text;
using Xunit;
using static MamlEdge.Bundle.Tests.StoreSamples;

namespace MamlEdge.Bundle.Tests;

/// <summary>What lies on the disk: leftovers of crashes, foreign folders, and what remains of a person who is forgotten.</summary>
public sealed class StoreFolderTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void What_a_crash_leaves_over_is_removed_when_the_store_is_opened_and_nothing_else()
    {
        using (var store = Open())
            store.Save("alice", State(1));
        var alice = FolderOf(_temp["s"]);
        File.WriteAllText(Path.Combine(alice, ".person.tmp-1"), "half");
        File.WriteAllText(Path.Combine(alice, "00000002.state"), "written, but never current");
        File.WriteAllText(_temp["s/.store.json.tmp-1"], "half");
        Directory.CreateDirectory(_temp["s/.0123456789abcdef0123456789abcdef.tmp-1/inner"]);
        Directory.CreateDirectory(_temp["s/.forgotten-1"]);
        File.WriteAllText(_temp["s/.forgotten-1/00000001.state"], "of someone who is about to be forgotten");
        File.WriteAllText(_temp["s/.gitignore"], "of the user");
        File.WriteAllText(_temp["s/notes.txt"], "of the user");
        File.WriteAllText(_temp["s/.notes.txt.tmp-1"], "of another program");

        using var again = Open();

        Assert.Equal(1, Round(again.Load("alice")));
        Assert.Equal([".gitignore", ".notes.txt.tmp-1", Path.GetFileName(alice), "lock", "notes.txt", "store.json"], Contents(_temp["s"]));
        Assert.Equal(["00000001.state", "person"], Contents(alice));
    }

    [Fact]
    public void A_folder_whose_index_cannot_be_read_is_reported_and_left_alone_until_it_is_forgotten()
    {
        using (var store = Open())
        {
            store.Save("alice", State(1));
            store.Save("bob", State(2));
        }

        var (index, _) = IndexOf("alice");
        File.WriteAllText(index, "damaged");
        using var again = Open();

        Assert.Equal([null, "bob"], again.List().Select(person => person.Name));
        Assert.Contains(index, again.List()[0].Problem!.Message, StringComparison.Ordinal);
        Assert.Throws<BundleException>(() => again.Save("alice", State(3)));
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(index)!, "00000001.state")));
        Assert.True(again.Forget("alice"));
        Assert.Equal("bob", Assert.Single(again.List()).Name);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_remains_of_a_person_who_is_forgotten(bool encrypted)
    {
        using var store = StateStore.Open(_temp["s"], Options(encrypted));
        var empty = Contents(_temp["s"]);
        store.Save("alice", State(1), Support(1));
        store.Save("alice", State(2), Support(2));
        var folder = Path.GetFileName(FolderOf(_temp["s"]));
        // Another process was killed during a first save, and another one while it forgot her.
        Directory.CreateDirectory(_temp[$"s/.{folder}.tmp-1"]);
        Directory.CreateDirectory(_temp["s/.forgotten-1"]);

        Assert.True(store.Forget("alice"));

        Assert.Equal(empty, Contents(_temp["s"]));
        Assert.DoesNotContain(Directory.GetFiles(_temp["s"]), file => File.ReadAllText(file).Contains("alice", StringComparison.Ordinal));
        Assert.False(store.Forget("alice"));
        store.Save("alice", State(3));
        Assert.Equal("3*", store.Rounds("alice"));
    }

    [Fact]
    public void A_folder_that_is_no_store_is_refused_and_not_touched()
    {
        Directory.CreateDirectory(_temp["s"]);
        File.WriteAllText(_temp["s/.draft.tmp-1"], "of another program");
        File.WriteAllText(_temp["s/photo.png"], "");

        Assert.Contains("'photo.png'", Assert.Throws<BundleException>(() => Open()).Message, StringComparison.Ordinal);
        Assert.Equal([".draft.tmp-1", "photo.png"], Contents(_temp["s"]));
        Assert.Contains("nothing there", Assert.Throws<BundleException>(() => StateStore.Open(_temp["t"], new() { Create = false })).Message, StringComparison.Ordinal);
        Assert.False(Path.Exists(_temp["t"]));
        Assert.Throws<BundleException>(() => StateStore.Open(_temp["s/photo.png"]));
    }

    [Fact]
    public void A_new_store_is_for_one_user_only()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var store = Open();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_temp["s"]));
    }

    [Fact]
    public void Without_a_key_a_state_in_the_store_is_a_state_file()
    {
        using var store = Open();
        store.Save("alice", State(1), Support(1));

        Assert.Equal(1, Round(PersonalState.Load(Path.Combine(FolderOf(_temp["s"]), "00000001.state"))));
        Assert.Equal(2, KeptSupport.Load(Path.Combine(FolderOf(_temp["s"]), "00000001.support")).Count);
        Assert.Contains("\"name\":\"alice\"", Encoding.UTF8.GetString(File.ReadAllBytes(IndexOf("alice").Path)), StringComparison.Ordinal);
    }

    private static string[] Contents(string folder) => [.. Directory.GetFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private (string Path, string Text) IndexOf(string person) => Directory.GetFiles(_temp["s"], "person", SearchOption.AllDirectories)
        .Select(path => (path, File.ReadAllText(path))).Single(index => index.Item2.Contains($"\"{person}\"", StringComparison.Ordinal));

    private StateStore Open() => StateStore.Open(_temp["s"]);
}
