using Spectre.Console;

namespace MamlEdge.Benchmarks;

/// <summary>How many tasks one run of the graph should take: meta-batches task by task, in equal shares for the threads, and as a whole.</summary>
internal static class MetaBatch
{
    private static readonly int[] Sizes = [4, 25, 32];

    /// <summary>Runs it and prints one table.</summary>
    /// <returns>0.</returns>
    public static int Run(int threads, int rounds, double turn, IAnsiConsole console)
    {
        if (MachineLoad.Warning() is { } warning) console.WriteLine(warning);
        console.Profile.Width = Math.Max(console.Profile.Width, 140);
        console.WriteLine($"Meta-iterations of second-order MAML, k = 1, {threads} threads; least and median times in ms.");
        var table = new Table { Border = TableBorder.Markdown }.AddColumn("model").AddColumn("tasks", c => c.RightAligned());
        foreach (var column in new[] { "tasks a run", "ms, median", "ms, least", "faster than task by task", "by least times" }) table.AddColumn(column, c => c.RightAligned());
        foreach (var make in new Func<int, Workload>[] { n => Workload.Sinusoids(n), n => Workload.Images(n) })
            foreach (var tasks in Sizes)
                Time(make(tasks), threads, rounds, turn, table);
        console.Write(table);
        return 0;
    }

    private static void Time(Workload workload, int threads, int rounds, double turn, Table table)
    {
        var tasks = workload.Episodes.Count;
        int[] ways = [.. new[] { 1, Math.Max((tasks + (2 * threads) - 1) / (2 * threads), 2), (tasks + threads - 1) / threads, tasks }.Distinct().Order()];
        List<MamlEdgeContestant> contestants = [.. ways.Select(perRun => new MamlEdgeContestant(workload, threads, perRun))];
        try
        {
            var times = Race.Run(contestants, rounds, turn, round => Console.Error.Write($"\r{workload.Name}, {tasks} tasks: round {round} of {rounds} "));
            Console.Error.WriteLine();
            for (var i = 0; i < ways.Length; i++)
            {
                var (median, least) = (Race.Median(times[i]), times[i].Min());
                table.AddRow(
                    workload.Name, $"{tasks}", $"{ways[i]}", $"{median * 1e3:f2}", $"{least * 1e3:f2}", $"{Race.Median(times[0]) / median:f2} x", $"{times[0].Min() / least:f2} x");
            }
        }
        finally
        {
            foreach (var contestant in contestants) contestant.Dispose();
        }
    }
}
