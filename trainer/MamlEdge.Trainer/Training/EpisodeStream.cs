using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Training;

/// <summary>
/// The meta-batches of a run, one for each iteration. The next is sampled in the background while one is in use, its tasks in parallel where
/// they are large. Task i of
/// iteration t always comes from the same random stream, so the batches do not depend on scheduling or on where a run resumes.
/// </summary>
/// <param name="tasks">Where the tasks come from.</param>
/// <param name="split">The split to draw from.</param>
/// <param name="shape">Size of an episode.</param>
/// <param name="batch">Tasks in a meta-batch.</param>
/// <param name="random">Only its streams are used.</param>
/// <param name="distinct">Draw from so many fixed tasks, each with its own support and query set; 0 for new tasks each time.</param>
/// <param name="store">The source's store, for episodes that name their examples; null for episodes that have their values.</param>
/// <param name="shuffled">Whether support examples come in an order of the iteration's own, for steps that learn from some of them.</param>
public sealed class EpisodeStream(
    ITaskSource tasks, Split split, EpisodeShape shape, int batch, SeededRandom random, int distinct = 0, ExampleStore? store = null, bool shuffled = false)
{
    /// <summary>Input values of a meta-batch from which several threads share the sampling; below, telling them costs more.</summary>
    private const int Large = 1 << 17;

    private const ulong DistinctStream = ulong.MaxValue, OrderStream = ulong.MaxValue - 1;
    private readonly Episode[][] _buffers = [NewBatch(tasks, shape, batch, store), NewBatch(tasks, shape, batch, store)];
    private Task? _sampling;
    private long _sampled = -1;

    /// <summary>Size of an episode.</summary>
    public EpisodeShape Shape => shape;

    /// <summary>The meta-batch of an iteration; its episodes are overwritten two calls later.</summary>
    public IReadOnlyList<Episode> At(long iteration)
    {
        _sampling?.GetAwaiter().GetResult();
        if (_sampled != iteration) Sample(iteration);
        _sampled = iteration + 1;
        _sampling = Task.Run(() => Sample(iteration + 1));
        return _buffers[iteration & 1];
    }

    /// <summary>The random stream of one task; its seed alone samples the task again, see <see cref="SeededRandom.Seed"/>.</summary>
    /// <param name="iteration">The meta-iteration, from 0.</param>
    /// <param name="task">Place of the task in the meta-batch, from 0.</param>
    public SeededRandom RandomOf(long iteration, int task)
    {
        var place = PlaceOf(iteration, task);
        return distinct == 0 ? place : random.Derive(DistinctStream).Derive((ulong)place.Below(distinct));
    }

    private static Episode[] NewBatch(ITaskSource tasks, EpisodeShape shape, int batch, ExampleStore? store) =>
        [.. Enumerable.Range(0, batch).Select(_ => tasks.NewEpisode(shape, store))];

    private SeededRandom PlaceOf(long iteration, int task) => random.Derive((ulong)iteration).Derive((ulong)task);

    private void Sample(long iteration)
    {
        var episodes = _buffers[iteration & 1];
        void Draw(int task)
        {
            tasks.Sample(split, shape, RandomOf(iteration, task), episodes[task]);
            if (shuffled) episodes[task].Support.Shuffle(PlaceOf(iteration, task).Derive(OrderStream));
        }

        if (store is null && episodes.Sum(episode => (long)episode.Support.Inputs.Length + episode.Query.Inputs.Length) >= Large)
            Parallel.For(0, episodes.Length, Draw);
        else
            for (var i = 0; i < episodes.Length; i++) Draw(i);
    }
}
