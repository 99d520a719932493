using MamlEdge.Trainer.Reports.Charts;

namespace MamlEdge.Trainer.Tests.Reports;

public sealed class NiceTicksTests
{
    [Theory]
    [InlineData(0, 3.7, 5, new[] { 0.0, 1, 2, 3, 4 })]
    [InlineData(-4.6, 4.6, 5, new[] { -6.0, -4, -2, 0, 2, 4, 6 })]
    [InlineData(0.2, 0.95, 4, new[] { 0.2, 0.4, 0.6, 0.8, 1.0 })]
    [InlineData(0, 60_000, 5, new[] { 0.0, 20_000, 40_000, 60_000 })]
    public void Linear_ticks_are_round_and_cover_the_range(double min, double max, int count, double[] expected)
    {
        var ticks = NiceTicks.Linear(min, max, count);

        Assert.Equal(expected.Length, ticks.Length);
        Assert.All(expected.Zip(ticks), pair => Assert.Equal(pair.First, pair.Second, 1e-9 * max));
    }

    [Theory]
    [InlineData(0.03, 0.4, new[] { 0.02, 0.05, 0.1, 0.2, 0.5 })]
    [InlineData(1e-6, 10, new[] { 1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10 })]
    public void Logarithmic_ticks_cover_the_range(double min, double max, double[] expected)
    {
        var ticks = NiceTicks.Logarithmic(min, max);

        Assert.Equal(expected.Length, ticks.Length);
        Assert.All(expected.Zip(ticks), pair => Assert.Equal(1, pair.Second / pair.First, 1e-9));
    }
}
