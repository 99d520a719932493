using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Tests.Tasks;

public sealed class GlyphTasksTests
{
    private static readonly EpisodeShape Shape = new(Ways: 5, Shots: 1, Queries: 3);

    [Fact]
    public void The_same_seed_gives_the_same_episode_on_any_thread()
    {
        var expected = GlyphTasks.New().Sample(Split.Train, Shape, new SeededRandom(11)).Query.Inputs;
        Parallel.For(0, 30, _ => Assert.Equal(expected, GlyphTasks.New().Sample(Split.Train, Shape, new SeededRandom(11)).Query.Inputs));
        Assert.NotEqual(expected, GlyphTasks.New().Sample(Split.Train, Shape, new SeededRandom(12)).Query.Inputs);
    }

    [Fact]
    public void Splits_share_no_character()
    {
        var tasks = GlyphTasks.New();
        Assert.Equal([1_000_000, 100_000, 100_000], tasks.Splits.Select(tasks.ClassCount));
        var names = tasks.Splits.SelectMany(tasks.ClassNames).ToHashSet();
        Assert.Equal(1_200_000, names.Count);
    }

    [Fact]
    public void Drawings_are_thin_strokes_inside_the_paper()
    {
        var inputs = GlyphTasks.New().Sample(Split.Test, new EpisodeShape(50, 1, 3), new SeededRandom(1)).Query.Inputs;
        Assert.All(inputs, pixel => Assert.InRange(pixel, 0, 1));
        // Omniglot at 28 x 28 has 8 % ink.
        Assert.InRange(inputs.Average(), 0.04, 0.12);
        var drawings = inputs.Chunk(784).ToArray();
        Assert.All(drawings, drawing => Assert.InRange(drawing.Sum(), 5, 250));
        Assert.Equal(drawings.Length, drawings.Select(drawing => drawing.Sum()).Distinct().Count());
    }

    [Fact]
    public void Drawings_of_a_character_resemble_each_other_more_than_those_of_others()
    {
        var (right, all) = (0, 0);
        for (var seed = 0ul; seed < 40; seed++)
        {
            var episode = GlyphTasks.New().Sample(Split.Train, Shape, new SeededRandom(seed));
            for (var query = 0; query < episode.Query.Count; query++, all++)
            {
                var blurred = Blurred(episode.Query, query);
                var nearest = Enumerable.Range(0, episode.Support.Count).MinBy(i => Blurred(episode.Support, i).Zip(blurred, (a, b) => (a - b) * (a - b)).Sum());
                if (nearest == episode.Query.Labels[query]) right++;
            }
        }

        // One in five by chance; well short of all, or there would be nothing to learn.
        Assert.InRange((double)right / all, 0.5, 0.95);
    }

    [Theory]
    [InlineData(14)]
    [InlineData(56)]
    public void Any_size_of_paper_shows_the_same_characters(int side)
    {
        var small = Enlarged(GlyphTasks.New(new ImageOptions { Side = 14 }).Sample(Split.Train, Shape, new SeededRandom(5)).Support.Input(0), 14, 56);
        var large = GlyphTasks.New(new ImageOptions { Side = side }).Sample(Split.Train, Shape, new SeededRandom(5)).Support;
        Assert.Equal([5, 1, side, side], large.InputShape);
        var ink = Enlarged(large.Input(0), side, 56);
        var shared = ink.Zip(small, Math.Min).Sum() / ink.Sum();
        Assert.True(shared > 0.6, $"{shared}");
    }

    private static float[] Enlarged(Span<float> image, int side, int to)
    {
        var result = new float[to * to];
        for (var i = 0; i < result.Length; i++) result[i] = image[i / to * side / to * side + i % to * side / to];
        return result;
    }

    private static float[] Blurred(ExampleSet set, int example)
    {
        var (image, blurred) = (set.Input(example).ToArray(), new float[49]);
        for (var i = 0; i < image.Length; i++) blurred[i / 28 / 4 * 7 + i % 28 / 4] += image[i];
        return blurred;
    }
}
