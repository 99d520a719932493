using System.Numerics;

namespace MamlEdge.Trainer.Random;

/// <summary>
/// A pseudo-random generator whose sequence depends on its seed alone, on every platform and in every version of .NET:
/// xoshiro256** (Blackman and Vigna 2018), its 256 bits of state filled by SplitMix64.
/// Not thread-safe: give each thread a generator of its own by <see cref="Derive"/>.
/// </summary>
public sealed class SeededRandom
{
    private readonly ulong _seed;
    private ulong _s0, _s1, _s2, _s3;

    /// <summary>Starts the sequence of a seed. Every seed is good, zero included.</summary>
    public SeededRandom(ulong seed)
    {
        _seed = seed;
        _s0 = SplitMix64.Next(ref seed);
        _s1 = SplitMix64.Next(ref seed);
        _s2 = SplitMix64.Next(ref seed);
        _s3 = SplitMix64.Next(ref seed);
    }

    /// <summary>Continues a sequence from a saved <see cref="State"/>.</summary>
    public SeededRandom(RandomState state) => (_seed, _s0, _s1, _s2, _s3) = state;

    /// <summary>What names this stream: a generator of this seed repeats it from its start.</summary>
    public ulong Seed => _seed;

    /// <summary>The state to save; a generator built from it yields what this one yields next.</summary>
    public RandomState State => new(_seed, _s0, _s1, _s2, _s3);

    /// <summary>
    /// A generator for the stream <paramref name="streamId"/> of this one's seed. It depends on the seed and the id only,
    /// not on how much has been drawn, so streams may be opened in any order and on any thread.
    /// </summary>
    public SeededRandom Derive(ulong streamId)
    {
        var mixed = streamId ^ 0xD1B54A32D192ED03;
        var stream = _seed ^ SplitMix64.Next(ref mixed);
        return new SeededRandom(SplitMix64.Next(ref stream));
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A number uniform in [0, 1), a multiple of 2^-53.</summary>
    public double Uniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double Uniform(double low, double high) => low + (high - low) * Uniform();

    /// <summary>A standard normal number (Box and Muller 1958; two draws each, so that no spare value is part of the state).</summary>
    public double Normal()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - Uniform()));
        return radius * Math.Cos(2 * Math.PI * Uniform());
    }

    /// <summary>An integer uniform in [0, <paramref name="bound"/>), without bias (Lemire 2019).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var range = (ulong)bound;
        var high = Math.BigMul(NextBits(), range, out var low);
        if (low < range)
        {
            var threshold = (0 - range) % range;
            while (low < threshold) high = Math.BigMul(NextBits(), range, out low);
        }

        return (int)high;
    }

    /// <summary>Puts the items into a uniformly random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = Below(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    /// <summary>
    /// Fills <paramref name="chosen"/> with different integers in [0, <paramref name="bound"/>), in random order.
    /// Made for few out of many: the cost grows with the square of the number chosen.
    /// </summary>
    /// <exception cref="ArgumentException">More are asked for than there are.</exception>
    public void Choose(Span<int> chosen, int bound)
    {
        if (chosen.Length > bound)
            throw new ArgumentException($"Cannot choose {chosen.Length} different integers below {bound}.", nameof(bound));
        for (var i = 0; i < chosen.Length; i++)
        {
            int candidate;
            do candidate = Below(bound);
            while (chosen[..i].Contains(candidate));
            chosen[i] = candidate;
        }
    }
}
