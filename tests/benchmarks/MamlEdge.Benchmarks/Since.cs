namespace MamlEdge.Benchmarks;

/// <summary>How much faster meta-iterations are than those of an earlier version of the trainer: 25 sinusoid and 32 conv4-64 tasks, one step, second order.</summary>
internal static class Since
{
    /// <summary>Runs it and prints one table.</summary>
    /// <returns>0; meta-gradients that differ are an exception.</returns>
    public static int Run(string folder, int threads, RaceSettings settings)
    {
        var table = new RaceTable(settings, "model");
        foreach (var workload in new[] { Workload.Sinusoids(25), Workload.Images(32) })
        {
            var share = (workload.Episodes.Count + threads - 1) / threads;
            var earlier = new EarlierContestant(folder, workload, threads);
            MamlEdgeContestant[] now = [new(workload, threads), new(workload, threads, share)];
            earlier.SecondsPerIteration(1);
            foreach (var contestant in now) Check(contestant, earlier.Gradient);
            table.Race([workload.Name], [earlier, .. now]);
        }

        table.Print($"Meta-iterations of second-order MAML, k = 1, {threads} threads, against an earlier version of the trainer.");
        return 0;
    }

    /// <summary>Of a few tasks one may lie on a kink, where rounding decides.</summary>
    private static void Check(MamlEdgeContestant contestant, float[] expected)
    {
        var found = contestant.Gradient();
        var (largest, difference) = (expected.Max(Math.Abs), expected.Zip(found, (a, b) => Math.Abs(a - b)).Max());
        if (difference > 0.1 * largest) throw new InvalidOperationException($"{contestant.Name}: the meta-gradient differs from the earlier version's by {difference / largest:g2} of its largest entry.");
    }
}
