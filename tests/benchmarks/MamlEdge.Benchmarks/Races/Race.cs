namespace MamlEdge.Benchmarks;

/// <summary>
/// Times contestants in turns, so that whatever else the machine does falls on all alike, and takes medians.
/// </summary>
internal static class Race
{
    /// <summary>Seconds of one iteration: one time for each round, for each contestant, in their order.</summary>
    /// <param name="contestants">Who runs.</param>
    /// <param name="rounds">How many turns each gets; the order rotates from round to round.</param>
    /// <param name="turn">How long a turn takes at least, seconds.</param>
    /// <param name="progress">Told the number of each round before it starts.</param>
    public static double[][] Run(IReadOnlyList<IContestant> contestants, int rounds, double turn, Action<int> progress)
    {
        // The first iterations build buffers and choose kernels.
        foreach (var contestant in contestants) contestant.SecondsPerIteration(2);
        var iterations = contestants.Select(contestant => (int)Math.Ceiling(turn / contestant.SecondsPerIteration(1))).ToArray();
        var times = contestants.Select(_ => new double[rounds]).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            progress(round + 1);
            for (var place = 0; place < contestants.Count; place++)
            {
                var who = (place + round) % contestants.Count;
                times[who][round] = contestants[who].SecondsPerIteration(iterations[who]);
            }
        }

        return times;
    }

    /// <summary>The median, which one disturbed turn does not move.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
