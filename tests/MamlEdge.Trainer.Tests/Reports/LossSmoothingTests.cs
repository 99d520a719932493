using MamlEdge.Trainer.Reports;

namespace MamlEdge.Trainer.Tests.Reports;

public sealed class LossSmoothingTests
{
    [Fact]
    public void The_average_of_a_constant_is_the_constant_from_the_first_point_on()
    {
        LearningPoint[] curve = [.. Enumerable.Range(1, 50).Select(i => new LearningPoint(i, 2.5))];

        Assert.All(LossSmoothing.Average(curve, 0.9), p => Assert.Equal(2.5, p.Loss, 1e-12));
    }

    [Fact]
    public void Losses_that_are_not_finite_are_skipped()
    {
        var smooth = LossSmoothing.Average([new(1, 1), new(2, double.NaN), new(3, 3)], 0.5);

        Assert.Equal([1, 3], smooth.Select(p => p.Iteration));
        Assert.Equal((0.5 * 0.5 * 1 + 0.5 * 3) / 0.75, smooth[1].Loss, 1e-12);
    }

    [Fact]
    public void Thinning_keeps_the_first_and_the_last_point()
    {
        LearningPoint[] curve = [.. Enumerable.Range(1, 1000).Select(i => new LearningPoint(i, i))];

        var thin = LossSmoothing.Thin(curve, 10);

        Assert.Equal(10, thin.Count);
        Assert.Equal((1, 1000), (thin[0].Iteration, thin[^1].Iteration));
    }
}
