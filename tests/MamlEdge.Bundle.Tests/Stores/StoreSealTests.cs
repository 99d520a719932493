using System.Text;
using Xunit;
using static MamlEdge.Bundle.Tests.StoreSamples;

namespace MamlEdge.Bundle.Tests;

/// <summary>Encryption: what it hides, what it detects, and how a missing or wrong key is told from damage.</summary>
public sealed class StoreSealTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void No_file_and_no_name_of_a_file_shows_a_name_a_weight_or_an_example()
    {
        using var store = Fill(encrypted: true);
        byte[][] secrets = [Encoding.UTF8.GetBytes("alice"), Encoding.UTF8.GetBytes("tiny-5w1s"), [.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(1f)]];

        foreach (var file in Directory.GetFiles(_temp["s"], "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain("alice", file, StringComparison.Ordinal);
            Assert.All(secrets, secret => Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf(secret)));
        }
    }

    [Fact]
    public void A_wrong_missing_or_unwanted_key_is_named_as_such()
    {
        Fill(encrypted: true).Dispose();
        Fill(encrypted: false, "plain").Dispose();
        var other = Key.ToArray();
        other[5] ^= 1;

        var wrong = Refused(() => StateStore.Open(_temp["s"], new() { Key = other }));
        Assert.Contains("another key", wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("damaged", wrong, StringComparison.Ordinal);
        Assert.Contains("encrypted, got none", Refused(() => StateStore.Open(_temp["s"])), StringComparison.Ordinal);
        Assert.Contains("no key", Refused(() => StateStore.Open(_temp["plain"], new() { Key = Key })), StringComparison.Ordinal);
        Assert.Contains("32 bytes, got 16", Refused(() => StateStore.Open(_temp["s"], new() { Key = Key[..16] })), StringComparison.Ordinal);
        Assert.Contains("32 bytes, got 0", Refused(() => StateStore.Open(_temp["new"], new() { Key = [] })), StringComparison.Ordinal);
        Assert.False(Path.Exists(_temp["new"]));
        using var right = StateStore.Open(_temp["s"], Options(encrypted: true));
        Assert.Equal(2, Round(right.Load("alice")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Files_exchanged_between_versions_people_and_stores_are_found(bool encrypted)
    {
        using var store = Fill(encrypted);
        using var twin = Fill(encrypted, "twin");
        var (a, b) = (FolderOf(_temp["s"]), FolderOf(_temp["s"], 1));

        Exchanged(Path.Combine(a, "00000001.state"), Path.Combine(a, "00000002.state"));
        Exchanged(Path.Combine(a, "00000002.state"), Path.Combine(b, "00000002.state"));
        Exchanged(Path.Combine(a, "00000002.support"), Path.Combine(b, "00000002.support"));
        Exchanged(Path.Combine(a, "person"), Path.Combine(b, "person"));
        Exchanged(Path.Combine(a, "person"), Path.Combine(a, "00000002.state"));
        Exchanged(a, b);
        if (encrypted)
            Exchanged(Path.Combine(a, "00000002.state"), Path.Combine(FolderOf(_temp["twin"]), "00000002.state"));
        Assert.All(store.List(), person => Assert.Null(person.Problem));

        void Exchanged(string first, string second)
        {
            Swap(first, second);
            // Where the state itself is whole, the support set is not.
            Assert.Throws<BundleException>(() => (Round(store.Load("alice")), store.LoadSupport("alice"), Round(store.Load("bob")), store.LoadSupport("bob")));
            Swap(first, second);
            Assert.Equal((2, 12), (Round(store.Load("alice")), Round(store.Load("bob"))));
        }
    }

    [Fact]
    public void The_same_contents_are_never_encrypted_to_the_same_bytes()
    {
        using var store = StateStore.Open(_temp["s"], Options(encrypted: true));
        var seen = new HashSet<string>();
        for (var i = 0; i < 40; i++)
        {
            store.Save("alice", State(1));
            var file = File.ReadAllBytes(Path.Combine(FolderOf(_temp["s"]), "00000001.state"));
            Assert.True(seen.Add(Convert.ToHexString(file.AsSpan(8, 12))), "a nonce was used again");
            store.Forget("alice");
        }
    }

    /// <summary>A store with alice (states 1 and 2) and bob (11 and 12).</summary>
    private StateStore Fill(bool encrypted, string name = "s")
    {
        var store = StateStore.Open(_temp[name], Options(encrypted));
        foreach (var (person, round) in new[] { ("alice", 1), ("alice", 2), ("bob", 11), ("bob", 12) })
            store.Save(person, State(round), Support(round));
        return store;
    }

    private static void Swap(string first, string second)
    {
        var aside = first + ".aside";
        Directory.Move(first, aside);
        Directory.Move(second, first);
        Directory.Move(aside, second);
    }

    private static string Refused(Func<object?> act) => Assert.Throws<BundleException>(act).Message;
}
