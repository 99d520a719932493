using Spectre.Console;

namespace MamlEdge.Benchmarks;

/// <summary>The same meta-iterations by MamlEdge and by PyTorch, checked to agree, then timed in turns.</summary>
internal static class MetaIteration
{
    private static readonly string[] TorchWays = ["vmap-of-grad", "grad-of-vmap", "eager"];

    /// <summary>32 tasks of conv4-64 and one inner step, task by task, against PyTorch.</summary>
    /// <returns>0; disagreement is an exception.</returns>
    public static int Run(string? python, int threads, RaceSettings settings) =>
        Run([Workload.Images(32)], workload => [new MamlEdgeContestant(workload, threads)], python, threads, settings);

    /// <summary>The perceptron and conv4-64, one and five inner steps: every engine and way of batching, against PyTorch.</summary>
    /// <returns>0; disagreement is an exception.</returns>
    public static int RunEngines(string? python, int threads, RaceSettings settings) => Run(
        [Workload.Sinusoids(25), Workload.Sinusoids(25, steps: 5), Workload.Images(32), Workload.Images(32, steps: 5)],
        workload => [new(workload, threads), new(workload, threads, (workload.Episodes.Count + threads - 1) / threads), .. MamlEdgeContestant.OnLibtorch(workload, threads)],
        python, threads, settings);

    private static int Run(Workload[] workloads, Func<Workload, MamlEdgeContestant[]> engines, string? python, int threads, RaceSettings settings)
    {
        var table = new RaceTable(settings, "model", "k");
        var differences = new List<string>();
        foreach (var workload in workloads)
        {
            var caseFile = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
            try
            {
                workload.Save(caseFile);
                IMetaContestant[] contestants = [.. engines(workload), .. python is null ? [] : TorchWays.Select(way => new TorchContestant(python, way, caseFile, threads))];
                var gradients = contestants.Select(contestant => contestant.TaskGradients()).ToList();
                differences.AddRange(contestants.Skip(1).Zip(gradients.Skip(1), (contestant, gradient) =>
                    $"{workload.Name}, k = {workload.Inner.Steps}, {contestant.Name}: {GradientAgreement.Check(contestant.Name, workload.Episodes.Count, gradients[0], gradient):0.0e-0}"));
                table.Race([workload.Name, $"{workload.Inner.Steps}"], contestants);
            }
            finally
            {
                File.Delete(caseFile);
            }
        }

        table.Print($"Meta-iterations of second-order MAML: {string.Join(", ", workloads.Select(w => $"{w.Episodes.Count} tasks").Distinct())}, {threads} threads.");
        settings.Console.WriteLine("Median over tasks of how far meta-gradients differ from the first contestant's, of the largest entry:");
        foreach (var line in differences) settings.Console.WriteLine("  " + line);
        return 0;
    }
}
