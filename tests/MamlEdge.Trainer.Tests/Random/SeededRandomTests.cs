using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tests.Random;

public sealed class SeededRandomTests
{
    // Computed from the authors' C code (prng.di.unimi.it): xoshiro256** seeded with four SplitMix64 words.
    [Theory]
    [InlineData(0UL, 0x99EC5F36CB75F2B4UL, 0xBF6E1F784956452AUL, 0x1A5F849D4933E6E0UL)]
    [InlineData(42UL, 0x15780B2E0C2EC716UL, 0x6104D9866D113A7EUL, 0xAE17533239E499A1UL)]
    public void Bits_equal_the_reference_implementation(ulong seed, ulong first, ulong second, ulong third)
    {
        var random = new SeededRandom(seed);
        Assert.Equal([first, second, third], new[] { random.NextBits(), random.NextBits(), random.NextBits() });
    }

    [Fact]
    public void A_generator_restored_from_its_state_continues_the_sequence()
    {
        var random = new SeededRandom(7);
        for (var i = 0; i < 100; i++) random.Normal();
        var restored = new SeededRandom(random.State);
        Assert.Equal(Enumerable.Range(0, 50).Select(_ => random.NextBits()), Enumerable.Range(0, 50).Select(_ => restored.NextBits()));
        Assert.Equal(random.Derive(3).NextBits(), restored.Derive(3).NextBits());
    }

    [Fact]
    public void Derived_streams_depend_on_seed_and_id_only_and_differ()
    {
        var random = new SeededRandom(7);
        var before = random.Derive(5).NextBits();
        random.NextBits();
        Assert.Equal(before, random.Derive(5).NextBits());
        var firsts = Enumerable.Range(0, 1000).Select(id => random.Derive((ulong)id).NextBits()).ToHashSet();
        Assert.Equal(1000, firsts.Count);
        Assert.NotEqual(before, new SeededRandom(8).Derive(5).NextBits());
    }

    [Fact]
    public void Normal_numbers_have_mean_zero_variance_one_and_normal_tails()
    {
        var random = new SeededRandom(1);
        var numbers = Enumerable.Range(0, 100_000).Select(_ => random.Normal()).ToArray();
        Assert.InRange(numbers.Average(), -0.01, 0.01);
        Assert.InRange(numbers.Average(x => x * x), 0.98, 1.02);
        Assert.InRange(numbers.Average(x => x * x * x * x), 2.85, 3.15);
        Assert.InRange(numbers.Count(x => Math.Abs(x) > 1.96) / 100_000.0, 0.047, 0.053);
    }

    [Fact]
    public void Bounded_integers_are_uniform()
    {
        var random = new SeededRandom(2);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++) counts[random.Below(7)]++;
        // Chi-squared with 6 degrees of freedom: 22.46 at p = 0.001.
        Assert.InRange(counts.Sum(c => Math.Pow(c - 10_000, 2) / 10_000), 0, 22.46);
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Below(0));
    }

    [Fact]
    public void Shuffle_keeps_the_items_and_reaches_every_order()
    {
        var random = new SeededRandom(3);
        var orders = new Dictionary<string, int>();
        for (var i = 0; i < 6000; i++)
        {
            char[] items = ['a', 'b', 'c'];
            random.Shuffle<char>(items);
            var order = new string(items);
            orders[order] = orders.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(6, orders.Count);
        Assert.All(orders.Values, count => Assert.InRange(count, 880, 1120));
    }

    [Fact]
    public void Choose_gives_different_integers_and_refuses_more_than_there_are()
    {
        var random = new SeededRandom(4);
        var chosen = new int[10];
        random.Choose(chosen, 10);
        Assert.Equal(Enumerable.Range(0, 10), chosen.Order());
        Assert.Throws<ArgumentException>(() => random.Choose(chosen, 9));
    }
}
