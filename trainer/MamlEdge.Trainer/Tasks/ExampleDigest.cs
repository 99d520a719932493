using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// Tells data apart by the values that a model sees: the first 128 bits of the SHA-256 of all examples of a source that keeps them in memory, and of
/// <see cref="Episodes"/> training episodes of a fixed seed, which show how examples are divided into classes and drawn, and what generated ones look like.
/// </summary>
internal static class ExampleDigest
{
    private const int Episodes = 16, Bytes = 16;

    /// <summary>The digest in hexadecimal digits.</summary>
    /// <param name="tasks">The source.</param>
    /// <param name="splits">The splits that count.</param>
    /// <param name="shape">Size of an episode, checked for the training split.</param>
    public static string Of(ITaskSource tasks, IEnumerable<Split> splits, EpisodeShape shape)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var store in splits.Select(split => (tasks as IStoredExamples)?.StoreOf(split)).OfType<ExampleStore>().Distinct())
        {
            hash.AppendData(MemoryMarshal.AsBytes<float>(store.Inputs));
            hash.AppendData(MemoryMarshal.AsBytes<float>(store.Targets));
        }

        var (episode, random) = (tasks.NewEpisode(shape), new SeededRandom(0));
        for (var i = 0UL; i < Episodes; i++)
        {
            tasks.Sample(Split.Train, shape, random.Derive(i), episode);
            foreach (var set in new[] { episode.Support, episode.Query })
            {
                hash.AppendData(MemoryMarshal.AsBytes<float>(set.Inputs));
                hash.AppendData(MemoryMarshal.AsBytes<long>(set.Labels));
                hash.AppendData(MemoryMarshal.AsBytes<float>(set.Values));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, Bytes));
    }
}
