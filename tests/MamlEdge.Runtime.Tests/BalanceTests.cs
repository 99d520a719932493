using Xunit;

namespace MamlEdge.Runtime.Tests;

public sealed class BalanceTests
{
    [Theory]
    [InlineData(new long[] { 0, 0, 0, 1, 2, 2 }, 18)]
    [InlineData(new long[] { 0, 1, 2, 2, 1, 0 }, 6)]
    [InlineData(new long[] { 2, 0, 0, 0, 0, 0 }, 10)]
    public void Balanced_classes_weigh_alike_in_the_loss(long[] labels, int rows)
    {
        using var model = TestBundles.Load("votes");
        var x = TestBundles.Examples(3, 6, 4);

        using var personal = model.Adapt(x, labels, new AdaptOptions { BalanceClasses = true });

        Assert.Equal(rows, personal.Report!.Examples);
        var y = model.Predict(x);
        var probabilities = y.Probabilities();
        var losses = labels.Select((label, i) => -Math.Log(probabilities[(3 * i) + label]));
        Assert.Equal(losses.Zip(labels).GroupBy(pair => pair.Second, pair => pair.First).Average(one => one.Average()), personal.Report.Losses[0], 1e-5);
    }

    [Fact]
    public void Balancing_is_repetition()
    {
        using var model = TestBundles.Load("votes");
        var x = TestBundles.Examples(3, 3, 4);
        var row = x.Values.ToArray();
        float[] repeated = [.. row[..8], .. row[8..], .. row[8..]];
        using var expected = model.Adapt(new Examples(repeated, 4, 4), [0, 0, 1, 1]);

        using var personal = model.Adapt(x, [0, 0, 1], new AdaptOptions { BalanceClasses = true });

        Assert.Equal(expected.State["weight"].Data.ToArray(), personal.State["weight"].Data.ToArray());
    }

    [Fact]
    public void Counts_without_a_small_common_multiple_are_repeated_to_the_largest()
    {
        using var model = TestBundles.Load("votes");
        long[] labels = [.. Enumerable.Repeat(0L, 7), .. Enumerable.Repeat(1L, 5), .. Enumerable.Repeat(2L, 3)];

        using var personal = model.Adapt(TestBundles.Examples(3, 15, 4), labels, new AdaptOptions { BalanceClasses = true });

        Assert.Equal(21, personal.Report!.Examples);
    }

    [Fact]
    public void Targets_without_classes_are_refused()
    {
        using var model = TestBundles.Load("line");

        Assert.Throws<InputException>(() => model.Adapt(TestBundles.Examples(1, 3, 2), TestBundles.Examples(2, 3, 1), new AdaptOptions { BalanceClasses = true }));
    }
}
