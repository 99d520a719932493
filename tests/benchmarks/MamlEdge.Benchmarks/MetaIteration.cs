using Spectre.Console;

namespace MamlEdge.Benchmarks;

/// <summary>The benchmark: the same meta-iteration by MamlEdge and by PyTorch, checked to agree, then timed in turns.</summary>
internal static class MetaIteration
{
    private const int Tasks = 32;

    private static readonly string[] TorchWays = ["vmap-of-grad", "grad-of-vmap", "eager"];

    /// <summary>Runs it and prints one table.</summary>
    /// <returns>0; disagreement is an exception.</returns>
    public static int Run(string? python, int threads, int rounds, double turn, IAnsiConsole console)
    {
        var warning = MachineLoad.Warning();
        var workload = Workload.Images(Tasks);
        var caseFile = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var contestants = new List<IMetaContestant>();
        try
        {
            workload.Save(caseFile);
            contestants.Add(new MamlEdgeContestant(workload, threads));
            if (python is not null)
                contestants.AddRange(TorchWays.Select(way => new TorchContestant(python, way, caseFile, threads)));
            var gradients = contestants.Select(contestant => contestant.TaskGradients()).ToList();
            var differences = contestants
                .Select((contestant, i) => GradientAgreement.Check(contestant.Name, Tasks, gradients[0], gradients[i])).ToList();
            var times = Race.Run(contestants, rounds, turn, round => Console.Error.Write($"\rround {round} of {rounds} "));
            Console.Error.WriteLine();
            // A pipe has no width of its own; a table broken into pieces is of no use in a file.
            console.Profile.Width = Math.Max(console.Profile.Width, 140);
            if (warning is not null) console.WriteLine(warning);
            Print(console, workload, threads, contestants, differences, times);
            return 0;
        }
        finally
        {
            foreach (var contestant in contestants) contestant.Dispose();
            File.Delete(caseFile);
        }
    }

    private static void Print(
        IAnsiConsole console, Workload workload, int threads,
        List<IMetaContestant> contestants, List<double> differences, double[][] times)
    {
        var parameters = workload.Model.Parameters.Sum(parameter => parameter.Values.Length);
        console.WriteLine(
            $"Meta-iteration: {Tasks} tasks, {Workload.Ways}-way 1-shot, conv4-64 ({parameters:n0} parameters), k = 1, second order, {threads} threads.");
        var table = new Table { Border = TableBorder.Markdown }.AddColumn("contestant", column => column.NoWrap());
        foreach (var column in new[] { "ms, median", "ms, least", "ms a task, least", "gradients differ by", "MamlEdge is faster", "by least times" })
            table.AddColumn(column, cell => cell.RightAligned());
        var (median, least) = (Race.Median(times[0]), times[0].Min());
        for (var i = 0; i < contestants.Count; i++)
        {
            var (theirMedian, theirLeast) = (Race.Median(times[i]), times[i].Min());
            string[] timing = [contestants[i].Name, $"{theirMedian * 1e3:f1}", $"{theirLeast * 1e3:f1}", $"{theirLeast * 1e3 / Tasks:f2}"];
            string[] comparison = i == 0 ? ["", "", ""] : [$"{differences[i]:0.0e-0}", $"{theirMedian / median:f2} x", $"{theirLeast / least:f2} x"];
            table.AddRow([.. timing, .. comparison]);
        }

        console.Write(table);
    }
}
