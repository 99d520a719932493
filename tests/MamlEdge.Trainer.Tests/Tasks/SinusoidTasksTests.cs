using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Tests.Tasks;

public sealed class SinusoidTasksTests
{
    [Fact]
    public void Waves_follow_the_papers_distribution()
    {
        var random = new SeededRandom(1);
        var waves = Enumerable.Range(0, 20_000).Select(_ => SinusoidTasks.Draw(random)).ToArray();
        Assert.All(waves, w => Assert.True(w.Amplitude is >= 0.1 and <= 5 && w.Phase >= 0 && w.Phase <= Math.PI));
        Assert.Equal(2.55, waves.Average(w => w.Amplitude), 0.05);
        Assert.Equal(Math.PI / 2, waves.Average(w => w.Phase), 0.03);
    }

    [Fact]
    public void Points_lie_on_one_wave_and_support_and_query_differ()
    {
        var episode = new SinusoidTasks().Sample(Split.Test, new EpisodeShape(1, 10, 50), new SeededRandom(9));
        var wave = SinusoidTasks.Draw(new SeededRandom(9));
        foreach (var set in new[] { episode.Support, episode.Query })
        {
            Assert.All(set.Inputs, x => Assert.InRange(x, -5, 5));
            for (var i = 0; i < set.Count; i++) Assert.Equal(wave.At(set.Inputs[i]), set.Values[i], 1e-5);
        }

        Assert.Equal([10, 1], episode.Support.InputShape);
        Assert.Equal([50, 1], episode.Query.TargetShape);
        Assert.Empty(episode.Support.Inputs.Intersect(episode.Query.Inputs));
        Assert.InRange(episode.Query.Inputs.Max() - episode.Query.Inputs.Min(), 8, 10);
    }

    [Fact]
    public void More_than_one_way_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new SinusoidTasks().Sample(Split.Train, new EpisodeShape(5, 1, 1), new SeededRandom(1)));
        Assert.Contains("ways must be 1, got 5", error.Message, StringComparison.Ordinal);
    }
}
