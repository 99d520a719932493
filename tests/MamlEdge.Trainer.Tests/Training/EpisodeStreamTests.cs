using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Tests.Training;

public sealed class EpisodeStreamTests
{
    private static readonly EpisodeShape Shape = new(1, 3, 4);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void So_many_tasks_are_drawn_over_and_over(int distinct)
    {
        var tasks = Inputs(distinct, iterations: 60);

        Assert.Equal(distinct, tasks.Distinct().Count());
        Assert.All(tasks.CountBy(task => task), task => Assert.InRange(task.Value, 180 / distinct / 2, 180 / distinct * 2));
    }

    [Fact]
    public void Without_a_limit_no_task_comes_twice_and_more_tasks_begin_with_those_of_few()
    {
        Assert.Equal(180, Inputs(0, iterations: 60).Distinct().Count());
        Assert.Subset(Inputs(9, iterations: 60).ToHashSet(), Inputs(4, iterations: 60).ToHashSet());
    }

    [Fact]
    public void A_batch_does_not_depend_on_where_a_run_resumes()
    {
        var (whole, resumed) = (Stream(5), Stream(5));
        for (var i = 0; i < 8; i++) whole.At(i);

        Assert.Equal(whole.At(8).Select(e => Key(e)), resumed.At(8).Select(e => Key(e)));
    }

    [Theory]
    [InlineData("sinusoid", 1, 5)]
    [InlineData("glyphs", 3, 1)]
    [InlineData("glyphs", 20, 4)]
    public void Batches_are_those_of_the_streams_whatever_samples_them_and_wherever_a_run_resumes(string task, int ways, int shots)
    {
        var (tasks, shape, random) = (TaskCatalog.Open(task), new EpisodeShape(ways, shots, 2), new SeededRandom(6));
        var stream = new EpisodeStream(tasks, Split.Train, shape, batch: 4, random);
        var resumed = new EpisodeStream(tasks, Split.Train, shape, batch: 4, random);
        for (var iteration = 0; iteration < 4; iteration++)
        {
            var batch = stream.At(iteration);
            var again = iteration < 2 ? batch : resumed.At(iteration);
            for (var i = 0; i < batch.Count; i++)
            {
                var expected = tasks.Sample(Split.Train, shape, random.Derive((ulong)iteration).Derive((ulong)i));
                Assert.Equal(expected.Support.Inputs, batch[i].Support.Inputs);
                Assert.Equal(expected.Query.Inputs, again[i].Query.Inputs);
            }
        }
    }

    private static List<string> Inputs(int distinct, int iterations)
    {
        var stream = Stream(distinct);
        return [.. Enumerable.Range(0, iterations).SelectMany(i => stream.At(i).Select(Key).ToArray())];
    }

    private static EpisodeStream Stream(int distinct) => new(new SinusoidTasks(), Split.Train, Shape, 3, new SeededRandom(1), distinct);

    private static string Key(Episode episode) => string.Join(',', episode.Support.Inputs.Concat(episode.Query.Values));
}
