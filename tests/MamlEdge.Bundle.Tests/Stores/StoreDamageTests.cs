using Xunit;
using Xunit.Abstractions;
using static MamlEdge.Bundle.Tests.StoreSamples;

namespace MamlEdge.Bundle.Tests;

/// <summary>
/// Files of a store with flipped bits, cut, lengthened, emptied or replaced by others: everything that is read is as it was saved, or a <see cref="BundleException"/>.
/// <c>MAMLEDGE_MUTATIONS</c> sets how many, <c>MAMLEDGE_SEED</c> repeats them.
/// </summary>
public sealed class StoreDamageTests(ITestOutputHelper output) : IDisposable
{
    private const int Mutations = 300;
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whatever_happens_to_a_file_no_wrong_state_is_read(bool encrypted)
    {
        using (var store = StateStore.Open(_temp["s"], Options(encrypted)))
        {
            foreach (var (person, round) in new[] { ("alice", 1), ("alice", 2), ("bob", 3) })
                store.Save(person, State(round), Support(round));
        }

        var files = Directory.GetFiles(_temp["s"], "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock").Order(StringComparer.Ordinal).ToArray();
        var whole = files.Select(File.ReadAllBytes).ToArray();
        var seed = Number("MAMLEDGE_SEED") ?? Random.Shared.Next();
        var (random, refused) = (new Random(seed), 0);
        output.WriteLine($"MAMLEDGE_SEED={seed}");
        for (var mutation = 0; mutation < (Number("MAMLEDGE_MUTATIONS") ?? Mutations); mutation++)
        {
            var at = random.Next(files.Length);
            File.WriteAllBytes(files[at], Mutated(whole, at, random));
            refused += Read(encrypted) ? 0 : 1;
            File.WriteAllBytes(files[at], whole[at]);
        }

        Assert.True(Read(encrypted));
        output.WriteLine($"{refused} refused, the others read as they were saved");
        Assert.True(refused > 100, $"only {refused} refused");
    }

    private static byte[] Mutated(byte[][] whole, int at, Random random)
    {
        var bytes = whole[at].ToArray();
        switch (random.Next(6))
        {
            case 0: return bytes[..random.Next(bytes.Length)];
            case 1: return [.. bytes, .. new byte[random.Next(1, 40)]];
            case 2: return whole[random.Next(whole.Length)];
            case 3: return [.. bytes[..(bytes.Length / 2)], .. whole[random.Next(whole.Length)]];
            default:
                for (var flips = random.Next(1, 4); flips > 0; flips--)
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
        }
    }

    /// <summary>Reads all there is; false where anything is refused. What is read must be right.</summary>
    private bool Read(bool encrypted)
    {
        try
        {
            using var store = StateStore.Open(_temp["s"], Options(encrypted));
            var whole = true;
            foreach (var person in store.List())
            {
                Assert.Equal(person.Name is null, person.Problem is not null);
                whole &= person.Problem is null && person.History.All(version => Right(store, person.Name!, version));
            }

            return whole;
        }
        catch (BundleException)
        {
            return false;
        }
    }

    private static bool Right(StateStore store, string person, StateVersion version)
    {
        try
        {
            Assert.Equal(person == "bob" ? 3 : version.Version, Round(store.Load(person, version.Version)));
            Assert.Equal(Support(version.Origin.Steps).ToBytes(), store.LoadSupport(person, version.Version)!.ToBytes());
            return true;
        }
        catch (BundleException)
        {
            return false;
        }
    }
}
