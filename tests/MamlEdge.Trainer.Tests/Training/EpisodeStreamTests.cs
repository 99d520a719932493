using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Tests.Training;

public sealed class EpisodeStreamTests
{
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
}
