using System.Diagnostics;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Benchmarks;

/// <summary>Drawing the episodes of a meta-batch from a task source, on one thread, as the trainer does beside the meta-iteration before.</summary>
internal sealed class SampledBatch(string name, ITaskSource tasks, EpisodeShape shape, int batch) : IContestant
{
    private readonly Episode[] _episodes = [.. Enumerable.Range(0, batch).Select(_ => tasks.NewEpisode(shape))];
    private readonly SeededRandom _random = new(1);
    private ulong _iteration;

    public string Name => name;

    public double SecondsPerIteration(int iterations)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < iterations; i++)
        {
            var stream = _random.Derive(_iteration++);
            for (var task = 0; task < _episodes.Length; task++) tasks.Sample(Split.Train, shape, stream.Derive((ulong)task), _episodes[task]);
        }

        return watch.Elapsed.TotalSeconds / iterations;
    }

    public void Dispose()
    {
    }
}
