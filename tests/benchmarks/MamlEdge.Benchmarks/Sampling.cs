using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Benchmarks;

/// <summary>What drawing the tasks of a meta-batch costs, against the meta-iteration that learns from them.</summary>
internal static class Sampling
{
    private const int Tasks = 8, Threads = 2;
    private static readonly EpisodeShape Shape = new(Workload.Ways, Shots: 1, Queries: 1);

    /// <summary>Runs it and prints one table.</summary>
    /// <param name="settings">How the race runs.</param>
    /// <param name="omniglot">The folder of Omniglot; null leaves it out.</param>
    /// <returns>0.</returns>
    public static int Run(RaceSettings settings, string? omniglot)
    {
        var table = new RaceTable(settings);
        List<IContestant> contestants = [new MamlEdgeContestant(Workload.Images(Tasks), Threads), new SampledBatch("sampling glyphs", GlyphTasks.New(), Shape, Tasks)];
        if (omniglot is not null)
        {
            contestants.Add(new SampledBatch("sampling Omniglot", OmniglotTasks.Load(omniglot), Shape, Tasks));
            contestants.Add(new SampledBatch("sampling Omniglot, mirrored and moved", OmniglotTasks.Load(omniglot, OmniglotTasks.Usual with { Mirrored = true, Shift = 1 }), Shape, Tasks));
        }

        table.Race([], contestants);
        table.Print($"A meta-iteration of {Tasks} tasks, {Workload.Ways}-way 1-shot, conv4-64, k = 1, {Threads} threads, against sampling its tasks on one thread.");
        return 0;
    }
}
