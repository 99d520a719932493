using MamlEdge.Trainer.Evaluation;

namespace MamlEdge.Trainer.Tests.Evaluation;

public sealed class EstimateTests
{
    [Fact]
    public void Mean_and_interval_equal_the_values_computed_by_hand()
    {
        // s = sqrt(((1-2)^2 + (2-2)^2 + (3-2)^2) / 2) = 1.
        var estimate = Estimate.Of([1, 2, 3]);
        Assert.Equal(2, estimate.Mean, 12);
        Assert.Equal(1.96 / Math.Sqrt(3), estimate.Interval, 12);
        Assert.Equal(3, estimate.Episodes);
    }

    [Fact]
    public void No_episode_is_refused() => Assert.Throws<ArgumentException>(() => Estimate.Of([]));
}
