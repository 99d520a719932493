using MamlEdge.Trainer.Evaluation;
using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tests.Evaluation;

public sealed class OutcomesTests
{
    [Fact]
    public void The_worst_tenth_is_at_the_end_that_is_worse()
    {
        double[] values = [.. Enumerable.Range(1, 20).Select(i => (double)i)];

        Assert.Equal(1.5, Of(values, higherIsBetter: true).WorstDecile);
        Assert.Equal(19.5, Of(values, higherIsBetter: false).WorstDecile);
        Assert.Equal(7, Of([7], higherIsBetter: true).WorstDecile);
    }

    [Fact]
    public void Paired_differences_have_the_difference_of_the_means_and_leave_out_what_tasks_share()
    {
        var random = new SeededRandom(3);
        double[] hard = [.. Enumerable.Range(0, 400).Select(_ => random.Uniform(0, 1))];
        var first = Of([.. hard.Select(h => h + random.Uniform(0, 0.01))], higherIsBetter: false);
        var second = Of([.. hard.Select(h => h + 0.1 + random.Uniform(0, 0.01))], higherIsBetter: false);

        var difference = second.Difference(first);

        Assert.Equal(second.Mean.Mean - first.Mean.Mean, difference.Mean, 12);
        Assert.InRange(difference.Interval, 0, first.Mean.Interval / 10);
        Assert.Equal(-difference.Mean, first.Difference(second).Mean, 12);
        Assert.Throws<ArgumentException>(() => first.Difference(Of([1], higherIsBetter: false)));
        Assert.Equal(second.Mean.Mean - 0.25, second.DifferenceToBefore(first).Mean, 12);
    }

    [Fact]
    public void What_adapting_changed_has_the_interval_of_the_paired_differences()
    {
        var outcomes = Outcomes.Of([0.2, 0.5, 0.8], [0.4, 0.6, 0.8], [], higherIsBetter: true, labels: null);

        // Differences 0.2, 0.1, 0: s = 0.1. The values themselves have s = 0.2 and 0.3.
        Assert.Equal(0.1, outcomes.Change().Mean, 12);
        Assert.Equal(1.96 * 0.1 / Math.Sqrt(3), outcomes.Change().Interval, 12);
    }

    [Fact]
    public void Classes_are_counted_where_they_have_names()
    {
        Answer[] answers = [new(0, 0, 1), new(0, 1, 1), new(1, 1, 1), new(0, 1, 1)];

        var matrix = ConfusionMatrix.Of(answers, ["still", "walk"])!;

        Assert.Equal([1, 2], matrix.Counts[0]);
        Assert.Equal([0, 1], matrix.Counts[1]);
        Assert.Null(ConfusionMatrix.Of(answers, labels: null));
        Assert.Null(ConfusionMatrix.Of([], ["still", "walk"]));
    }

    private static Outcomes Of(double[] values, bool higherIsBetter) => Outcomes.Of([.. values.Select(_ => 0.25)], values, [], higherIsBetter, labels: null);
}
