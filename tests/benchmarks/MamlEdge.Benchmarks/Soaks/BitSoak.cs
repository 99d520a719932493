using MamlEdge.Exporter.Adaptation;
using MamlEdge.Runtime;
using Spectre.Console;

namespace MamlEdge.Benchmarks;

/// <summary>Whether the same inputs give the same bits: again and again, and with other numbers of threads.</summary>
internal static class BitSoak
{
    private static readonly int[] Threads = [1, 2, 4];

    /// <summary>Runs it and prints a table.</summary>
    /// <returns>0 where repetition gives the same bits.</returns>
    public static int Run(int runs, IAnsiConsole console)
    {
        var table = new Table { Border = TableBorder.Markdown }.AddColumn("model").AddColumn("threads an operator").AddColumn($"different results in {runs} runs").AddColumn("weights against 1 thread").AddColumn("outputs against 1 thread");
        var same = true;
        foreach (var (name, inner) in new[] { ("conv4-64, all, k = 5", DeviceGraph.Loop(5)), ("conv4-64, head, k = 5", DeviceGraph.Loop(5, "head.*")) })
        {
            (float[] Weights, float[] Outputs)? one = null;
            foreach (var threads in Threads)
            {
                var (different, weights, outputs) = Results(inner, threads, runs);
                same &= different == 1;
                one ??= (weights, outputs);
                table.AddRow(name, $"{threads}", $"{different}", Difference(one.Value.Weights, weights), Difference(one.Value.Outputs, outputs));
            }
        }

        console.Write(table);
        return same ? 0 : 1;
    }

    private static (int Different, float[] Weights, float[] Outputs) Results(InnerLoopSpec inner, int threads, int runs)
    {
        using var bundle = new DeviceBundle(Nets.Conv4, inner, threads);
        var task = SoakTask.Draw(1)[0];
        var seen = new HashSet<(string, string)>();
        float[] weights = [], outputs = [];
        for (var run = 0; run < runs; run++)
        {
            using var personal = bundle.Model.Adapt(task.Support, SoakTask.Labels);
            var y = personal.Predict(task.Query);
            if (seen.Add((SoakTask.Bits(personal.State), SoakTask.Bits(y)))) (weights, outputs) = ([.. personal.State.Parameters.SelectMany(p => p.Value.ToFloats())], y.Values);
        }

        return (seen.Count, weights, outputs);
    }

    private static string Difference(float[] expected, float[] actual)
    {
        var largest = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
        return largest == 0 ? "same bits" : $"{largest / expected.Max(Math.Abs):0.0e-0} of the largest";
    }
}
