using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Tests.Tasks;

public sealed class GeneratedTasksTests
{
    public static TheoryData<string> Names => ["sinusoid", "harmonics", "linear", "logistic"];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_seed_gives_the_same_episode_and_more_than_one_way_is_refused(string name)
    {
        var (tasks, shape) = (TaskCatalog.Open(name), new EpisodeShape(1, 5, 7));
        var first = tasks.Sample(Split.Train, shape, new SeededRandom(4));
        var again = TaskCatalog.Open(name).Sample(Split.Train, shape, new SeededRandom(4));
        Assert.Equal(first.Query.Inputs, again.Query.Inputs);
        Assert.Equal(first.Query.Values, again.Query.Values);
        Assert.NotEqual(first.Query.Values, tasks.Sample(Split.Train, shape, new SeededRandom(5)).Query.Values);
        Assert.Contains("ways must be 1, got 2", Assert.Throws<ArgumentException>(() => tasks.Check(Split.Test, new EpisodeShape(2, 5, 5))).Message, StringComparison.Ordinal);
        Assert.Contains("takes no options", Assert.Throws<ArgumentException>(() => TaskCatalog.Open(name, options: new ImageOptions())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Harmonics_are_sums_of_three_waves_of_falling_amplitude()
    {
        for (var seed = 0ul; seed < 20; seed++)
        {
            var episode = new HarmonicTasks().Sample(Split.Train, new EpisodeShape(1, 20, 20), new SeededRandom(seed));
            var points = episode.Support.Inputs.Concat(episode.Query.Inputs).ToArray();
            var values = episode.Support.Values.Concat(episode.Query.Values).ToArray();
            Assert.All(points, x => Assert.InRange(x, -Math.PI, Math.PI));
            var (waves, residual) = LeastSquares.Fit(points, x => [Math.Sin(x), Math.Cos(x), Math.Sin(2 * x), Math.Cos(2 * x), Math.Sin(3 * x), Math.Cos(3 * x)], values);
            Assert.InRange(residual, 0, 1e-4);
            for (var h = 0; h < 3; h++) Assert.InRange(Math.Sqrt(waves[2 * h] * waves[2 * h] + waves[2 * h + 1] * waves[2 * h + 1]), 0, 3.0 / (h + 1) + 1e-3);
        }
    }

    [Fact]
    public void Weights_of_linear_tasks_lie_in_one_plane()
    {
        var weights = Enumerable.Range(0, 30).Select(seed =>
        {
            var query = new LinearTasks().Sample(Split.Test, new EpisodeShape(1, 1, 400), new SeededRandom((ulong)seed)).Query;
            var (w, residual) = LeastSquares.Fit([.. Enumerable.Range(0, query.Count)], i => [.. query.Input(i).ToArray().Select(x => (double)x)], query.Values);
            Assert.InRange(residual, 0.08, 0.12);
            return w;
        }).ToArray();

        // Two of them span the plane, up to the noise: every other one is a sum of the two.
        foreach (var w in weights[2..])
        {
            var (_, residual) = LeastSquares.Fit([.. Enumerable.Range(0, 8)], i => [weights[0][i], weights[1][i]], [.. w.Select(v => (float)v)]);
            Assert.InRange(residual, 0, 0.1);
        }

        Assert.Contains(weights, w => Math.Abs(w[0] * weights[0][1] - w[1] * weights[0][0]) > 0.05);
    }

    [Fact]
    public void Logistic_targets_are_0_and_1_by_a_border_through_the_origin()
    {
        var query = new LogisticTasks().Sample(Split.Test, new EpisodeShape(1, 1, 2000), new SeededRandom(3)).Query;
        Assert.All(query.Values, y => Assert.True(y is 0 or 1));
        Assert.InRange(query.Values.Average(), 0.4, 0.6);
        var (w, _) = LeastSquares.Fit([.. Enumerable.Range(0, query.Count)], i => [.. query.Input(i).ToArray().Select(x => (double)x)], [.. query.Values.Select(y => 2 * y - 1)]);
        float[] logits = [.. Enumerable.Range(0, query.Count).Select(i => (float)query.Input(i).ToArray().Zip(w, (x, v) => x * v).Sum())];
        Assert.InRange(QueryMetric.Of(logits, query), 0.75, 0.99);
        Assert.Equal(1 - QueryMetric.Of(logits, query), QueryMetric.Of([.. logits.Select(l => -l)], query), 1e-9);
    }
}
